using System.CommandLine;
using System.Globalization;
using Unified.Hosting.CommandLine;
using Unified.Nexmark.Generator;
using Unified.Nexmark.Output;

namespace Unified.Nexmark;

/// <summary><c>generate</c>: the events, to a folder of Parquet or to Kafka.</summary>
public static class GenerateCommand
{
    public static Command Create(CommandContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var defaults = new GeneratorOptions();
        var events = new Option<long>("--events") { Description = "How many.", DefaultValueFactory = _ => defaults.Events };
        var seed = new Option<ulong>("--seed") { Description = "Another one gives others.", DefaultValueFactory = _ => defaults.Seed };
        var folder = new Option<string?>("--parquet") { Description = "Write them as history below this folder." };
        var command = new DescribedCommand("generate",
            "Generates persons, auctions and bids: as Parquet history (from January 2026 on), or to the topics person, auction and bid "
                + "(from March 2026 on), which must exist.",
            "nexmark generate --parquet .unified/data",
            "nexmark generate --events 100000 --set Unified:Kafka:BootstrapServers=broker:9092");
        foreach (var option in new Option[] { events, seed, folder })
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) =>
        {
            var options = defaults with { Events = parsed.GetValue(events), Seed = parsed.GetValue(seed) };
            if (parsed.GetValue(folder) is { } path)
            {
                var bids = ParquetEvents.Write(new NexmarkGenerator(options), path);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{options.Events} events, {bids} of them bids, in {path}"));
            }
            else
            {
                options = options with { FirstDay = DateOnly.FromDateTime(Events.Border) };
                var servers = context.Options(parsed).Kafka.BootstrapServers;
                foreach (var (topic, count) in TopicEvents.Send(new NexmarkGenerator(options), servers, cancellation))
                {
                    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{topic}: {count} records"));
                }
            }

            return Task.FromResult(0);
        });
        return command;
    }
}
