using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Unified.Architecture.Tests;
using Unified.Check;

namespace Unified.Analyzers.Tests.Checking;

/// <summary>What the build of a project runs after the compiler.</summary>
[TestClass]
public sealed class CheckTests
{
    private static readonly string[] References =
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);

    [TestMethod]
    public void Refusals_are_printed_as_compilers_print_errors_with_the_path_of_the_file()
    {
        var lines = Check("Twelve", ["/acme/Payments/Twelve.cs", "/acme/Payments/Other.cs"], References);
        Assert.HasCount(12, lines);
        foreach (var line in lines)
        {
            StringAssert.Matches(line,
                new Regex(@"^/acme/Payments/Twelve\.cs\([0-9]+\): error UNI0[0-9]{3}: job 'decline_rates': \S"));
            Assert.IsFalse(line.Contains('\n', StringComparison.Ordinal), line);
        }

        Assert.AreEqual("/acme/Payments/Twelve.cs(27): error UNI0017: job 'decline_rates': DeclineRates.s_limit: a mutable static can "
            + "change between two runs. Make it const or static readonly.",
            lines.Single(l => l.Contains("UNI0017", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void A_file_whose_name_two_files_have_is_named_without_a_path() => Assert.IsTrue(
        Check("Twelve", ["/acme/A/Twelve.cs", "/acme/B/Twelve.cs"], References).All(l =>
            l.StartsWith("Twelve.cs(", StringComparison.Ordinal)));

    [TestMethod]
    public void An_assembly_without_Unified_is_not_looked_at() => Assert.IsEmpty(
        Check("Twelve", [], [.. References.Where(r => !r.EndsWith("Unified.Core.dll", StringComparison.Ordinal))]));

    [TestMethod]
    public void What_the_build_hands_over_is_a_line_a_file()
    {
        var folder = Directory.CreateTempSubdirectory("unified-check-");
        var list = Path.Combine(folder.FullName, "list");
        File.WriteAllText(list, "assembly /a b/x.dll\nproject /a b/x.csproj\nreference /r.dll\nsource /a b/A.cs\nsource /a b/B.cs\n");
        var inputs = CheckInputs.Read(list);
        Assert.AreEqual("/a b/x.dll /a b/x.csproj /r.dll /a b/A.cs+/a b/B.cs",
            $"{inputs.Assembly} {inputs.Project} {inputs.References.Single()} {string.Join('+', inputs.Sources)}");
        File.WriteAllText(list, "reference /r.dll\n");
        Assert.Throws<FormatException>(() => CheckInputs.Read(list));
        folder.Delete(recursive: true);
    }

    private static IReadOnlyList<string> Check(string sample, string[] sources, string[] references)
    {
        var folder = Directory.CreateTempSubdirectory("unified-check-");
        try
        {
            var assembly = Path.Combine(folder.FullName, "Acme.dll");
            var emitted = Marking.Definitions.Compile("Acme", ($"{sample}.cs",
                Repository.Read($"tests/Unified.Analyzers.Tests/Samples/{sample}.txt"))).Emit(assembly);
            Assert.IsTrue(emitted.Success, string.Join('\n', emitted.Diagnostics));
            return Unified.Check.Definitions.Check(new CheckInputs(assembly, references, sources, "/acme/Acme.csproj"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
