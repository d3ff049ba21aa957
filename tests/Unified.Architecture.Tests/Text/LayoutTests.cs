using System.Diagnostics;

namespace Unified.Architecture.Tests.Text;

[TestClass]
public sealed class LayoutTests
{
    public required TestContext TestContext { get; set; }

    /// <summary>Without the projects, by syntax alone: that takes seconds. './build.sh format' mends it.</summary>
    [TestMethod]
    public async Task Spaces_and_line_ends_are_those_of_the_formatter()
    {
        using var format = Process.Start(new ProcessStartInfo("dotnet", ["format", "whitespace", ".", "--folder", "--verify-no-changes"])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = format.StandardOutput.ReadToEndAsync(TestContext.CancellationToken);
        var errors = format.StandardError.ReadToEndAsync(TestContext.CancellationToken);
        await format.WaitForExitAsync(TestContext.CancellationToken);
        if (format.ExitCode != 0)
        {
            Assert.Fail(
                $"the formatter would change lines, or does not run here (exit code {format.ExitCode}):\n{await output}{await errors}");
        }
    }
}
