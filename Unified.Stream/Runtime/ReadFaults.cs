using System.Globalization;
using Microsoft.Extensions.Logging;
using Polly;
using Unified.Logical;
using Unified.Streaming.Kafka;

namespace Unified.Streaming.Runtime;

/// <summary>
/// The partitions of which a record cannot be read. It is tried again, ever more slowly, and after a few attempts its partition stands
/// still and says so, while the others go on: a damaged copy of a log heals when another replica leads, and nothing else may wait for it.
/// The loop's thread.
/// </summary>
internal sealed class ReadFaults(string who, SourceSchema source, TimeProvider time, ILogger log)
{
    /// <summary>So many attempts at one record are made before the partition stands still.</summary>
    public const int Attempts = 5;

    private const int SaidEvery = 10;
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Standing = TimeSpan.FromMinutes(1);

    private readonly Dictionary<int, (ReadFault Fault, int Times, long At, TimeSpan Wait)> _partitions = [];

    /// <summary>Takes in that a record could not be read. The caller seeks back to it.</summary>
    public void Take(ReadFault fault)
    {
        if (Rests(fault.Partition))
        {
            // The same attempt, told twice.
            return;
        }

        // What names the damage says more than what the client says when it meets it again.
        fault = _partitions.TryGetValue(fault.Partition, out var before) && before.Fault.Offset == fault.Offset
            && before.Fault.Kind == ReadFaultKind.Damaged ? before.Fault : fault;
        var times = _partitions.TryGetValue(fault.Partition, out var known) && known.Fault.Offset == fault.Offset ? known.Times + 1 : 1;
        var wait = times >= Attempts ? Standing : First * (1 << (times - 1));
        _partitions[fault.Partition] = (fault, times, time.GetTimestamp(), wait);
        if (times == 1)
        {
            log.NotRead(who, source.Topic, fault.Partition, fault.Offset, fault.Code, fault.Reason);
        }
        else if (times >= Attempts && (times - Attempts) % SaidEvery == 0)
        {
            log.StandsStill(Text(fault, times));
        }
    }

    /// <summary>
    /// The client asks for another offset: because the log does not have the next one any more, or because it could not make anything of
    /// it. Only Kafka knows; in the second case it is a record that could not be read.
    /// </summary>
    public bool IsGone(ILogReader reader, int partition, long next, ResiliencePipeline retry, CancellationToken stop)
    {
        try
        {
            var (low, high) = retry.Execute(c => reader.Watermarks(partition, c), stop);
            if (next < low || next > high)
            {
                return true;
            }

            Take(new ReadFault(partition, next, ReadFaultKind.Unknown, "OffsetReset", "the client gives up the offset, which Kafka has"));
            reader.Seek(partition, next);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Kafka did not say before the stop.
        }

        return false;
    }

    /// <summary>True until the next attempt.</summary>
    public bool Rests(int partition) =>
        _partitions.TryGetValue(partition, out var found) && time.GetElapsedTime(found.At) < found.Wait;

    /// <summary>The partition has been read up to an offset.</summary>
    public void Reached(int partition, long position)
    {
        if (_partitions.TryGetValue(partition, out var found) && position > found.Fault.Offset)
        {
            _partitions.Remove(partition);
            log.ReadAgain(who, source.Topic, partition, found.Fault.Offset, found.Times);
        }
    }

    /// <summary>The partition is not ours any more.</summary>
    public void Forget(int partition) => _partitions.Remove(partition);

    /// <summary>Why a partition stands still; null when it does not.</summary>
    public string? Problem(int partition) =>
        _partitions.TryGetValue(partition, out var found) && found.Times >= Attempts ? Text(found.Fault, found.Times) : null;

    private string Text(ReadFault fault, int times) =>
        string.Create(CultureInfo.InvariantCulture,
            $"{who}: topic '{source.Topic}' partition {fault.Partition} cannot be read at offset {fault.Offset} ({times} attempts): ")
        + $"{fault.Code}: {fault.Reason.TrimEnd('.')}. Nothing of the partition behind it is read until it can be; it is tried once a "
        + $"minute, and the other partitions go on. {WayOut(fault.Kind)}";

    private static string WayOut(ReadFaultKind kind) => kind switch
    {
        ReadFaultKind.Damaged => "What the broker has stored there is damaged: let another replica lead the partition, or restore the "
            + "log's segment. If no good copy is left, delete the topic's records up to behind it: what is missing then is said.",
        ReadFaultKind.Ours => "This process could not take the record in: give it more memory.",
        _ => "Look into the broker's log.",
    };
}
