namespace Unified.Hosting.Demo;

/// <summary>Producing, streaming, archiving, and the kill.</summary>
internal sealed partial class DemoScene
{
    private const double FirstPart = 0.7;
    private const double KillAt = 0.35;

    public void StartLayers()
    {
        _stream = StartStream();
        _archive = DemoProcess.Start("archive", ["archive", "--attached"], _childSettings, Logs);
        _console.Good($"The stream (process {_stream.Id}) and the archiver (process {_archive.Id}) run");
    }

    public async Task ProduceFirstPartAsync(CancellationToken cancellation)
    {
        var until = (int)(_events.Count * FirstPart);
        var killAt = (int)(_events.Count * KillAt);
        var killed = false;
        var producing = _producer.ProduceAsync(0, until, cancellation);
        await FollowAsync(producing, until, async covered =>
        {
            if (!killed && covered >= killAt)
            {
                killed = true;
                await _stream!.KillAsync().ConfigureAwait(false);
                _console.Harm($"kill -9 of the stream (process {_stream.Id}), with {Number(covered)} records in the answer");
                await _stream.DisposeAsync().ConfigureAwait(false);
                _stream = StartStream();
                _console.Good($"Started again (process {_stream.Id}): it goes on at the first offset of each epoch that was being filled");
            }
        }, cancellation).ConfigureAwait(false);
        Expect(killed, $"The stream has caught up: all {Number(until)} records are in the answer", "The stream was never killed: the demo is too small for that");
    }

    public async Task ProduceRestAsync(CancellationToken cancellation)
    {
        var producing = _producer.ProduceAsync((int)(_events.Count * FirstPart), _events.Count, cancellation);
        await FollowAsync(producing, _events.Count, _ => Task.CompletedTask, cancellation).ConfigureAwait(false);
        await WaitForArchiveAsync(cancellation).ConfigureAwait(false);
        _console.Good($"All {Number(_events.Count)} records are in the answer");
    }

    private string Logs => Path.Combine(_options.Root, "logs");

    private DemoProcess StartStream() => DemoProcess.Start("stream", ["stream", "--attached"], _childSettings, Logs);

    /// <summary>Shows the answer growing until every job has everything that is produced.</summary>
    private async Task FollowAsync(Task producing, long records, Func<long, Task> each, CancellationToken cancellation)
    {
        while (true)
        {
            ThrowIfDead();
            var answers = new List<DemoApi.Answer>();
            foreach (var (job, column) in new[] { ("route_totals", "flights"), ("airport_delays", "flights") })
            {
                answers.Add(await _api.RowsAsync(job, $"limit=1&order=-{column}", column, cancellation).ConfigureAwait(false));
            }

            var covered = answers.Min(a => a.Covered);
            var top = answers[0].Rows.Count > 0 ? answers[0].Rows[0] : null;
            _console.Progress($"produced {Number(_producer.Progress.Sent)}, in the answer {Number(covered)}; busiest route so far: {top?["origin"]} to {top?["destination"]}, {Number(top?["flights"]?.GetValue<long>() ?? 0)} flights");
            await each(covered).ConfigureAwait(false);
            if (producing.IsCompleted)
            {
                await producing.ConfigureAwait(false);
                if (covered >= records)
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
        while (Enumerable.Range(0, Source.Partitions).Any(p => _runtime.Archive.Epochs(Source, p).Count < Source.Epochs.Of(_producer.Progress.RecordsOf(p))))
        {
            ThrowIfDead();
            _console.Progress("waiting for the archiver to finish the complete epochs");
            await PauseAsync(0.2, cancellation).ConfigureAwait(false);
        }
    }

    private void ThrowIfDead()
    {
        foreach (var child in new[] { _stream, _archive }.OfType<DemoProcess>().Where(c => c.HasExited))
        {
            throw new Errors.TransientException($"The process '{child.Name}' ended by itself. Its last lines:{Environment.NewLine}{child.LastLines}");
        }
    }
}
