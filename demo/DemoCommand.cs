using System.CommandLine;
using Unified.Hosting.CommandLine;
using Unified.Hosting.Configuration;

namespace Unified.Demo;

/// <summary><c>demo</c>: the whole path on real flights.</summary>
public static class DemoCommand
{
    public static Command Create(CommandContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var keep = new Option<bool>("--keep") { Description = "Leave everything running at the end, to play with." };
        var small = new Option<bool>(
            "--small")
        { Description = "A week of history and two live weeks instead of half a year: less than a minute." };
        var root = new Option<string?>(
            "--root")
        {
            Description =
            "The folder for tables, archive, history and logs; an earlier demo in it is removed. Default: .unified/demo"
        };
        var urls = new Option<string?>("--urls") { Description = "Where the API listens. Default: http://127.0.0.1:5080" };
        var command = new DescribedCommand("demo",
            "Shows the whole path on real flights: history, stream, kill -9, T+1, proof, promotion, corruption, repair, and DuckDB's "
                + "verdict. Needs no server. Exit code 1 when anything does not hold.",
            "jobs demo", "jobs demo --small --keep");
        foreach (var option in new Option[] { keep, small, root, urls })
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) =>
        {
            if (parsed.GetValue(context.Set) is [var setting, ..])
            {
                throw new SettingException(
                    $"--set {setting}: the demo brings its own servers and settings. It takes --root, --urls, --small and --keep.");
            }

            var options = new DemoOptions { Keep = parsed.GetValue(keep) };
            options = parsed.GetValue(root) is { } folder ? options with { Root = Path.GetFullPath(folder) } : options;
            options = parsed.GetValue(urls) is { } address ? options with { Urls = address } : options;
            return FlightDemo.RunAsync(parsed.GetValue(small) ? options.Small() : options, context.Jobs, TimeProvider.System, cancellation);
        });
        return command;
    }
}
