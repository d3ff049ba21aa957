using System.Globalization;

namespace Unified.Hosting.Embedded.Kafka;

/// <summary>
/// Keeps a producer from running so far ahead of the slowest consumer that the mock cluster drops what was not read yet. The producer
/// calls <see cref="ReserveAsync"/> before it sends and <see cref="Delivered"/> with the offset it got.
/// </summary>
public sealed class RetentionGuard
{
    private readonly IPartitionProgress _progress;
    private readonly TimeProvider _time;
    private readonly long _limit;
    private readonly TimeSpan _poll;
    private readonly Lock _gate = new();
    private readonly PartitionBacklog[] _backlogs;

    /// <param name="bytesAhead">Most bytes a partition holds beyond the slowest committed offset; well under the retention, which counts
    /// batch headers too.</param>
    public RetentionGuard(IPartitionProgress progress, int partitions, long bytesAhead, TimeProvider? time = null, TimeSpan? poll = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(bytesAhead, 1);
        _progress = progress;
        _limit = bytesAhead;
        _time = time ?? TimeProvider.System;
        _poll = poll ?? TimeSpan.FromMilliseconds(50);
        _backlogs = Enumerable.Range(0, partitions).Select(static _ => new PartitionBacklog()).ToArray();
    }

    /// <summary>How many bytes are unread in a partition, as far as known.</summary>
    public long Ahead(int partition)
    {
        lock (_gate)
        {
            return _backlogs[partition].Bytes;
        }
    }

    /// <summary>Waits until a record of <paramref name="bytes"/> may be produced to <paramref name="partition"/>.</summary>
    public async ValueTask ReserveAsync(int partition, int bytes, CancellationToken cancellation = default)
    {
        if (bytes > _limit)
        {
            throw new ArgumentOutOfRangeException(nameof(bytes), bytes, string.Create(CultureInfo.InvariantCulture, $"A record of " +
                $"{bytes} bytes can never be {_limit} bytes ahead of its consumer: raise the limit."));
        }

        while (!TryReserve(partition, bytes))
        {
            // Asking the broker blocks; the caller's thread may be the one that serves its producer.
            Release(await Task.Run(_progress.SlowestCommitted, cancellation).ConfigureAwait(false));
            if (TryReserve(partition, bytes))
            {
                return;
            }

            await Task.Delay(_poll, _time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>The record that was reserved now lies at <paramref name="offset"/>.</summary>
    public void Delivered(int partition, long offset, int bytes)
    {
        lock (_gate)
        {
            _backlogs[partition].Delivered(offset, bytes);
        }
    }

    /// <summary>The record that was reserved will never arrive.</summary>
    public void Failed(int partition, int bytes)
    {
        lock (_gate)
        {
            _backlogs[partition].Forget(bytes);
        }
    }

    private bool TryReserve(int partition, int bytes)
    {
        lock (_gate)
        {
            return _backlogs[partition].TryReserve(bytes, _limit);
        }
    }

    private void Release(IReadOnlyList<long> committed)
    {
        lock (_gate)
        {
            for (var partition = 0; partition < _backlogs.Length; partition++)
            {
                _backlogs[partition].Release(committed[partition]);
            }
        }
    }
}
