using Unified.Epochs;
using Unified.Errors;

namespace Unified.Demo;

/// <summary>Producing, streaming, archiving, and the kill.</summary>
internal sealed partial class DemoScene
{
    private const double FirstPart = 0.7;
    private const double KillAt = 0.35;

    public void StartLayers()
    {
        _stream = StartStream();
        _archiver = DemoProcess.Start("archive", ["archive", "--attached"], _childSettings, Logs);
        _console.Good($"The stream (process {_stream.Id}) and the archiver (process {_archiver.Id}) run");
    }

    public async Task ProduceFirstPartAsync(CancellationToken cancellation)
    {
        var killed = false;
        var producing = ProduceAsync(0, FirstPart, cancellation);
        await FollowAsync(producing, FirstPart, async covered =>
        {
            if (!killed && covered >= Records(KillAt))
            {
                killed = true;
                await _stream!.KillAsync().ConfigureAwait(false);
                _console.Harm($"kill -9 of the stream (process {_stream.Id}), with {Number(covered)} records in the answer");
                await _stream.DisposeAsync().ConfigureAwait(false);
                _stream = StartStream();
                _console.Good(
                    $"Started again (process {_stream.Id}): it goes on where the tables say, at the first offset of an epoch that is not "
                        + $"stored to its end");
            }
        }, cancellation).ConfigureAwait(false);
        Expect(killed, $"The stream has caught up: all {Number(Records(FirstPart))} records are in the answer",
            "The stream was never killed: the demo is too small for that");
    }

    public async Task ProduceRestAsync(CancellationToken cancellation)
    {
        await FollowAsync(ProduceAsync(FirstPart, 1, cancellation), 1, _ => Task.CompletedTask, cancellation).ConfigureAwait(false);
        await WaitForArchiveAsync(cancellation).ConfigureAwait(false);
        _console.Good($"All {Number(Records(1))} records are in the answer");
    }

    private Task ProduceAsync(double from, double until, CancellationToken cancellation) =>
        Task.WhenAll(_topics.Select(t => t.Producer.ProduceAsync(t.Position(from), t.Position(until), cancellation)));

    /// <summary>Records of the first part of all topics.</summary>
    private long Records(double share) => _topics.Sum(t => (long)t.Position(share));

    private string Logs => Path.Combine(_options.Root, "logs");

    private DemoProcess StartStream() => DemoProcess.Start("stream", ["stream", "--attached"], _childSettings, Logs);

    /// <summary>
    /// Shows the answer growing until every job has everything that is produced; tells how many records every job that needs them has.
    /// </summary>
    private async Task FollowAsync(Task producing, double share, Func<long, Task> each, CancellationToken cancellation)
    {
        while (true)
        {
            ThrowIfDead();
            var covered = new Dictionary<string, long>();
            foreach (var plan in _jobs.Plans)
            {
                foreach (var log in (await _api.FrontierAsync(plan.Job, cancellation).ConfigureAwait(false))
                    .GroupBy(p => p.Key.Log, p => p.Value))
                {
                    covered[log.Key] = Math.Min(covered.GetValueOrDefault(log.Key, long.MaxValue), log.Sum());
                }
            }

            var rows = (await _api.RowsAsync("route_totals", "limit=1&order=-flights", "flights", cancellation).ConfigureAwait(false)).Rows;
            var busiest = rows is [var top, ..]
                ? $"; busiest route so far: {top["origin"]} to {top["destination"]}, {Number(top["flights"]!.GetValue<long>())} flights"
                    : "";
            _console.Progress(
                $"produced {Number(_topics.Sum(t => t.Producer.Progress.Sent))}, in the answer of every job "
                    + $"{Number(covered.Values.Sum())}{busiest}");
            await each(covered.Values.Sum()).ConfigureAwait(false);
            if (producing.IsCompleted)
            {
                await producing.ConfigureAwait(false);
                if (_topics.All(t => covered.GetValueOrDefault(t.Source.Name) >= t.Position(share)))
                {
                    return;
                }
            }

            await PauseAsync(0.5, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Every complete epoch is in Parquet.</summary>
    private async Task WaitForArchiveAsync(CancellationToken cancellation)
    {
        while (_topics.Any(t => Enumerable.Range(0, t.Source.Partitions).Any(p =>
            _archive.Epochs(t.Source, new LogPartition(t.Source.Name, p)).Count < t.Source.Epochs.Of(t.Producer.Progress.RecordsOf(p)))))
        {
            ThrowIfDead();
            _console.Progress("waiting for the archiver to finish the complete epochs");
            await PauseAsync(0.2, cancellation).ConfigureAwait(false);
        }
    }

    private void ThrowIfDead()
    {
        foreach (var child in new[] { _stream, _archiver }.OfType<DemoProcess>().Where(c => c.HasExited))
        {
            throw new TransientException(
                $"The process '{child.Name}' ended by itself. Its last lines:{Environment.NewLine}{child.LastLines}");
        }
    }
}
