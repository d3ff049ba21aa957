using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Unified.Hosting.Configuration;

namespace Unified.Hosting.Tests.CommandLine;

/// <summary>docs/configuration.md says what UnifiedOptions says.</summary>
[TestClass]
public sealed class ConfigurationPageTests
{
    private static readonly string[] Cells = [.. Page().Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal))];

    [TestMethod]
    public void Every_setting_is_in_the_table_and_no_other() => Assert.AreEqual(
        string.Join('\n', Settings.Names()), string.Join('\n', Cells.Select(line => Regex.Match(line, "`([^`]+)`").Groups[1].Value)));

    [TestMethod]
    public void The_defaults_of_the_table_are_those_of_the_source()
    {
        var options = new UnifiedOptions();
        foreach (var cells in Cells.Select(line => line.Split('|').Select(cell => cell.Trim().Trim('`')).ToArray())
            .Where(c => c[2].Length > 0 && !c[2].Contains('<')))
        {
            object value = options;
            foreach (var name in cells[1].Split(':').Skip(1))
            {
                value = value.GetType().GetProperty(name)!.GetValue(value)!;
            }

            Assert.AreEqual(cells[2] == "processors" ? $"{Environment.ProcessorCount}" : cells[2], $"{value}", cells[1]);
        }
    }

    private static string Page([CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "configuration.md"));
}
