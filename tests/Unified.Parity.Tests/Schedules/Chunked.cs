using Unified.Parity.Tests.Cases;
using Unified.Parity.Tests.Model;
using Unified.Streaming.Runtime;

namespace Unified.Parity.Tests.Schedules;

/// <summary>The stream with flushes and advances at random points, and records that the log gives again.</summary>
internal static class Chunked
{
    public static StreamTable Run(Case one, Random random)
    {
        var table = new StreamTable(one.Plan);
        foreach (var log in one.Log)
        {
            var stepper = new EpochStepper(one.Job.Program, log.Partition, 0);
            var pace = random.Next(2, 60);
            for (var i = 0; i <= log.Entries.Count; i++)
            {
                var next = i < log.Entries.Count ? log.Entries[i].Offset : log.End;
                if (random.Next(pace) == 0)
                {
                    stepper.AdvanceTo(random.NextInt64(0, next + 1));
                }

                Flush(stepper, table, random, pace);
                if (i < log.Entries.Count)
                {
                    stepper.Add(log.Entries[i].Record);
                    stepper.Add(log.Entries[random.Next(Math.Max(0, i - 5), i + 1)].Record);
                }
            }

            stepper.AdvanceTo(log.End);
            Flush(stepper, table, random, pace: 1);
        }

        return table;
    }

    private static void Flush(EpochStepper stepper, StreamTable table, Random random, int pace)
    {
        if (random.Next(pace) == 0 && stepper.Flush() is { } flush)
        {
            table.Store(flush);
        }
    }
}
