using System.CommandLine;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using Unified.Errors;
using Unified.Hosting.Configuration;
using Unified.Hosting.Records;
using Unified.Hosting.Scaffolding;
using Unified.Hosting.Topics;

namespace Unified.Hosting.CommandLine;

/// <summary><c>new-source</c>: the C# of a record and its source, for data as it is.</summary>
internal static class NewSourceCommand
{
    private const int MostOfTopic = 10_000;
    private const int UsualPartitions = 4;

    public static Command Create(CommandContext context)
    {
        var from = new Option<string>("--from")
        {
            Description = $"A file ({string.Join(", ", RecordFile.Endings)}) or a topic, of which the newest {MostOfTopic} records "
                + "are read.",
            Required = true,
        };
        var topic = new Option<string?>("--topic") { Description = "The topic of the source. Default: the name of the file or topic." };
        var record = new Option<string?>("--record") { Description = "The name of the record type. Default: the topic's, one of several." };
        var space = new Option<string?>("--namespace") { Description = "The namespace. Default: that of this program's jobs." };
        var time = new Option<string?>("--event-time")
        {
            Description = "The field that is the event time; inside of objects with dots. Default: the likeliest.",
        };
        var output = new Option<string?>("--output") { Description = "The file to write, which must not exist. Default: standard output." };
        var command = new DescribedCommand("new-source",
            "Writes the C# record and source for data as it is: types are found from all records of a file, or the newest of a topic.",
            "jobs new-source --from sample.ndjson", "jobs new-source --from clicks.parquet --topic clicks --output Clicks.cs",
            "jobs new-source --from orders --dev   (a topic of a 'dev' that runs)");
        foreach (var option in new Option[] { from, topic, record, space, time, output, context.Json })
        {
            command.Options.Add(option);
        }

        command.SetAction(async (parsed, cancellation) =>
        {
            var (name, file) = (parsed.GetValue(from)!, parsed.GetValue(output));
            if (file is not null && File.Exists(file))
            {
                throw new SettingException($"--output {file}: the file exists already. Name another one, or remove it.");
            }

            var sample = RecordFile.IsOne(name) || File.Exists(name) ? SourceSample.OfFile(name)
                : await Task.Run(() => SourceSample.OfTopic(context.Kafka(parsed), name, MostOfTopic, cancellation), cancellation)
                    .ConfigureAwait(false);
            var log = parsed.GetValue(topic) ?? Path.GetFileNameWithoutExtension(name);
            var request = new SourceRequest(log, parsed.GetValue(record) ?? Identifiers.Singular(Identifiers.Pascal(log)),
                parsed.GetValue(space) ?? Namespace(context), sample.Partitions ?? UsualPartitions, parsed.GetValue(time), sample.From);
            Tell(sample.Write(request), request, sample, file, parsed.GetValue(context.Json));
            return 0;
        });
        return command;
    }

    private static void Tell(string code, SourceRequest request, SourceSample sample, string? file, bool json)
    {
        if (file is not null)
        {
            File.WriteAllText(file, code);
        }

        foreach (var (place, reason) in sample.Refused)
        {
            Console.Error.WriteLine($"{place} {reason}: every source would refuse it.");
        }

        if (json)
        {
            CommandContext.Print(new JsonObject
            {
                ["from"] = sample.From,
                ["records"] = sample.Records,
                ["topic"] = request.Topic,
                ["record"] = request.Record,
                ["file"] = file,
                ["code"] = code,
            });
        }
        else
        {
            Console.Out.WriteLine(file is null ? code.TrimEnd() : string.Create(CultureInfo.InvariantCulture,
                $"{file}: record {request.Record} and source Sources.{Identifiers.Pascal(request.Topic)}, from {sample.From}"));
        }
    }

    /// <summary>Where this program's jobs are, or its own name.</summary>
    private static string Namespace(CommandContext context)
    {
        try
        {
            return context.Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Definition.Job))).Select(t => t.Namespace)
                .OfType<string>().Order(StringComparer.Ordinal).FirstOrDefault() ?? Own(context);
        }
        catch (ReflectionTypeLoadException)
        {
            return Own(context);
        }
    }

    private static string Own(CommandContext context) => Identifiers.Pascal(context.Assembly.GetName().Name ?? "Jobs");
}
