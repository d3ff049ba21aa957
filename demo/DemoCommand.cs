using System.CommandLine;
using System.Reflection;
using Unified.Demo.Samples;
using Unified.Demo.Shared;
using Unified.Hosting.CommandLine;
using Unified.Hosting.Configuration;

namespace Unified.Demo;

/// <summary><c>demo</c>: the whole path on real flights, or on a sample.</summary>
public static class DemoCommand
{
    /// <summary>The command.</summary>
    /// <param name="context">The program.</param>
    public static Command Create(CommandContext context) => Create(context, Assembly.GetExecutingAssembly());

    /// <summary>The command, with the samples that lie beside the program.</summary>
    /// <param name="context">The program.</param>
    /// <param name="samples">Where the jobs of the samples are.</param>
    public static Command Create(CommandContext context, Assembly samples)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(samples);
        var catalogue = SampleCatalogue.Of(samples);
        var job = new Option<string?>("--job")
        {
            Description = $"A sample instead of the flights; less than a minute. There are: {catalogue.Text}",
            Hidden = catalogue.Samples.Count == 0,
        };
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
            "jobs demo", "jobs demo --small --keep", "jobs demo --job card_payments");
        foreach (var option in new Option[] { job, keep, small, root, urls })
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) =>
        {
            if (parsed.GetValue(context.Set) is [var setting, ..])
            {
                throw new SettingException(
                    $"--set {setting}: the demo brings its own servers and settings. It takes --job, --root, --urls, --small and --keep.");
            }

            var options = new DemoOptions { Keep = parsed.GetValue(keep) };
            options = parsed.GetValue(root) is { } folder ? options with { Root = Path.GetFullPath(folder) } : options;
            options = parsed.GetValue(urls) is { } address ? options with { Urls = address } : options;
            return parsed.GetValue(job) is { } sample ? OfSample(catalogue.Find(sample), options, parsed.GetValue(small), cancellation)
                : OfFlights(context, parsed.GetValue(small) ? options.Small() : options, catalogue, cancellation);
        });
        return command;
    }

    private static Task<int> OfSample(Sample sample, DemoOptions options, bool small, CancellationToken cancellation) =>
        small ? throw new SettingException("--small is for the flights: a sample is small. Leave it out, or --job.")
            : SampleDemo.RunAsync(sample, options, TimeProvider.System, cancellation);

    private static Task<int> OfFlights(
        CommandContext context, DemoOptions options, SampleCatalogue samples, CancellationToken cancellation) =>
        context.Jobs.Sources.Any(s => s.Name == "flights") ? FlightDemo.RunAsync(options, context.Jobs, TimeProvider.System, cancellation)
            : throw new SettingException($"This program has no flights. Name a sample, --job: {samples.Text}.");
}
