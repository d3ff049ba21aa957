using Unified.Parity.Tests.Cases;
using Unified.Parity.Tests.Model;
using Unified.Streaming.Runtime;

namespace Unified.Parity.Tests.Schedules;

/// <summary>The stream, undisturbed: everything, then one flush.</summary>
internal static class OneRun
{
    public static StreamTable Run(Case one) => Run(one, one.Log);

    public static StreamTable Run(Case one, IEnumerable<PartitionLog> logs)
    {
        var table = new StreamTable(one.Plan);
        foreach (var log in logs)
        {
            var stepper = new EpochStepper(one.Job.Program, log.Partition, 0);
            foreach (var entry in log.Entries)
            {
                stepper.Add(entry.Record);
            }

            stepper.AdvanceTo(log.End);
            if (stepper.Flush() is { } flush)
            {
                table.Store(flush);
            }
        }

        return table;
    }
}
