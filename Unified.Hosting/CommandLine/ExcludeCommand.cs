using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Unified.Epochs;
using Unified.Hosting.Configuration;
using Unified.Plans;
using Unified.Serving.Rows;

namespace Unified.Hosting.CommandLine;

/// <summary><c>exclude</c>: takes a record out of jobs that cannot compute it.</summary>
internal static class ExcludeCommand
{
    public static Command Create(CommandContext context)
    {
        var source = new Option<string>("--source") { Description = "The source's name.", Required = true };
        var partition = new Option<int>("--partition") { Description = "The topic's partition.", Required = true };
        var offset = new Option<long>("--offset") { Description = "The record's offset.", Required = true };
        var why = new Option<string>("--why") { Description = "The reason, for the quarantine.", Required = true };
        var command = new DescribedCommand("exclude",
            "Takes one record out of jobs, in both layers: it is counted as quarantined, with the reason. For a record whose group cannot "
                + "be computed, and that its partition has stopped at: it goes on within a minute. Cannot be taken back.",
            "jobs exclude --job totals --source orders --partition 3 --offset 118204 --why \"amount in the wrong unit\"");
        foreach (var option in new Option[] { context.Job, source, partition, offset, why, context.Json })
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) => context.RunAsync<Exclusions>(parsed, async exclusions =>
        {
            var (log, number, at, reason) = (
                parsed.GetValue(source)!, parsed.GetValue(partition), parsed.GetValue(offset), parsed.GetValue(why)!);
            var jobs = Jobs(context, parsed.GetValue(context.Job)!, log);
            if (number < 0 || at < 0 || string.IsNullOrWhiteSpace(reason))
            {
                throw new SettingException("--partition and --offset are 0 or more, and --why says something.");
            }

            Exclusion[] excluded = [.. jobs.Select(j => new Exclusion(j, new LogPartition(log, number), at, reason))];
            await exclusions.AddAsync(excluded, $"{Environment.UserName} by exclude", cancellation).ConfigureAwait(false);
            foreach (var exclusion in excluded)
            {
                if (parsed.GetValue(context.Json))
                {
                    CommandContext.Print(new JsonObject
                    {
                        ["job"] = exclusion.Job,
                        ["source"] = log,
                        ["partition"] = number,
                        ["offset"] = at,
                        ["reason"] = exclusion.Reason,
                    });
                }
                else
                {
                    Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                        $"{exclusion.Job}: offset {at} of {exclusion.Partition} counts as quarantined from now on: {exclusion.Reason}"));
                }
            }

            return 0;
        }, cancellation));
        return command;
    }

    private static IReadOnlyList<string> Jobs(CommandContext context, string[] named, string log)
    {
        JobPlan[] readers = [.. context.Jobs.Select(named).Where(p => p.Sources.Any(s => s.Name == log))];
        return readers.Length > 0 ? [.. readers.Select(p => p.Job)]
            : throw new SettingException($"No {(named.Length > 0 ? "such " : "")}job reads a source '{log}'.");
    }
}
