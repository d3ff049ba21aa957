using System.CommandLine;
using Unified.Hosting.Configuration;
using Unified.Hosting.Records;
using Unified.Hosting.Topics;
using Unified.Logical;
using Unified.Streaming.Kafka;

namespace Unified.Hosting.CommandLine;

/// <summary><c>produce</c>: the records of a file into a topic.</summary>
internal static class ProduceCommand
{
    public static Command Create(CommandContext context)
    {
        var topic = new Option<string>("--topic") { Description = "The topic.", Required = true };
        var file = new Option<string>("--file")
        {
            Description = $"The file; its ending says what it is: {string.Join(", ", RecordFile.Endings)}.",
            Required = true,
        };
        var rate = new Option<double?>("--rate") { Description = "Records a second. Default: as fast as it goes." };
        var key = new Option<string?>("--key")
        {
            Description = "The field whose value is the record's key; inside of objects with dots. Default: no keys, and the partitions "
                + "take turns.",
        };
        var command = new DescribedCommand("produce",
            "Sends the records of a file to a Kafka topic and tells which of them the program's sources would refuse. A topic that is not "
                + "there is made as its source says.",
            "jobs produce --topic orders --file orders.ndjson", "jobs produce --topic orders --file orders.csv --key customer --rate 100",
            "jobs produce --topic orders --file orders.parquet --dev   (to the servers of a 'dev' that runs)");
        foreach (var option in new Option[] { topic, file, rate, key, context.Json })
        {
            command.Options.Add(option);
        }

        command.SetAction((parsed, cancellation) => parsed.GetValue(rate) is <= 0 or > 1_000_000
            ? throw new SettingException($"--rate {parsed.GetValue(rate)}: allowed is more than 0 and at most 1000000 records a second.")
            : RunAsync(context.Kafka(parsed), context.SourcesOf(parsed.GetValue(topic)!),
                new FileToSend(parsed.GetValue(file)!, parsed.GetValue(topic)!, parsed.GetValue(key), parsed.GetValue(rate)),
                parsed.GetValue(context.Json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        KafkaOptions kafka, IReadOnlyList<SourceSchema> sources, FileToSend file, bool json, CancellationToken cancellation)
    {
        var sent = await FileSender.SendAsync(kafka, sources, file, cancellation).ConfigureAwait(false);
        if (json)
        {
            CommandContext.Print(sent.Json(file));
        }
        else
        {
            Console.Out.WriteLine(sent.Text(file, kafka.BootstrapServers));
        }

        return 0;
    }
}
