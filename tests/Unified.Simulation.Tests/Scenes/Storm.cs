using Unified.Epochs;
using Unified.Errors;
using Unified.Serving.Manifests;
using Unified.Simulation.Tests.Logs;
using Unified.Simulation.Tests.Processes;
using Unified.Simulation.Tests.Scheduling;
using Unified.Simulation.Tests.Server;

namespace Unified.Simulation.Tests.Scenes;

/// <summary>
/// Two streams, an archiver, and now and then a backfill, a rollback and a collection, while records come and everything goes wrong. Then
/// the storm is over: all must come to rest, with everything promoted and nothing missing.
/// </summary>
internal sealed class Storm
{
    private const int StormSteps = 800;
    private const int CalmSteps = 6000;
    private const int CheckEvery = 25;

    private static readonly string[] Lasting = ["stream a", "stream b", "archiver"];

    private readonly World _world;
    private readonly Programs _programs;
    private readonly Dictionary<string, Process> _processes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HostClock> _hosts;
    private readonly Backups _backups;
    private readonly bool _hasBackups;
    private int _looks;
    private int _started;

    public Storm(World world)
    {
        (_world, _programs, _backups) = (world, new Programs(world), new Backups(world));
        // Of some worlds the server is put back; the others show that nothing needs it.
        _hasBackups = world.Random.Next(3) == 0;
        // Up to three hours ahead or behind.
        _hosts = ((string[])[.. Lasting, "backfill a", "backfill b", "rollback", "collection a", "collection b"]).ToDictionary(
            n => n, _ => new HostClock(world.Time, TimeSpan.FromSeconds(world.Random.Next(-10_800, 10_800))), StringComparer.Ordinal);
    }

    private Random Random => _world.Random;

    public async Task RunAsync()
    {
        for (var step = 0; step < StormSteps; step++)
        {
            await _world.Scheduler.IdleAsync().ConfigureAwait(false);
            Reap();
            Look();
            Happen();
            Next();
        }

        _world.Tell("the storm is over");
        _world.Faults.Storm = false;
        for (var step = 0; step < CalmSteps; step++)
        {
            await _world.Scheduler.IdleAsync().ConfigureAwait(false);
            Reap();
            if (Look() is { } state && IsAtRest(state))
            {
                await EndAsync().ConfigureAwait(false);
                return;
            }

            Calm(step);
            Next();
        }

        await _world.Scheduler.IdleAsync().ConfigureAwait(false);
        var last = AnswerCheck.Run(_world);
        throw new WrongAnswerException($"it does not come to rest: {string.Join("; ", last.Reasons.Select(r => r.Message))} "
            + $"cut {last.Manifest.Cut}, frontier {string.Join(", ", last.Frontier.Select(f => $"{f.Key}: {f.Value}"))}\n"
            + _world.Ledger());
    }

    private void Happen()
    {
        switch (Random.Next(1000))
        {
            case < 250:
                _world.Topic.Partitions[Random.Next(ShopDays.Partitions)].Produce(Random);
                break;
            case < 275:
                _world.Server.Arrive();
                break;
            case < 310:
                _world.Rows.MergeParts(Random);
                break;
            case < 350:
                Start(Random.Next(2) == 0 ? "backfill a" : "backfill b", _programs.BackfillAsync);
                break;
            case < 365:
                Start("rollback", _programs.RollBackAsync);
                break;
            case < 385:
                Start(Random.Next(2) == 0 ? "collection a" : "collection b", _programs.CollectAsync);
                break;
            case < 390 when Any() is { } victim:
                _world.Kill(victim);
                break;
            case < 397 when Any() is { } sleeper:
                sleeper.StalledUntil = _world.Time.Now + TimeSpan.FromMinutes(Random.Next(1, 200));
                _world.Tell(sleeper, $"stalls until {sleeper.StalledUntil:dd HH:mm:ss}");
                break;
            case < 405:
                _world.Time.Advance(TimeSpan.FromMinutes(Random.Next(1, 40)));
                break;
            case < 411:
                _world.Time.Advance(TimeSpan.FromHours(Random.Next(5, 30)));
                break;
            case < 430:
                DropArchived();
                break;
            case < 560:
                StartMissing();
                break;
            case < 563 when _hasBackups:
                _backups.Take();
                break;
            case < 565 when _hasBackups && _backups.Restore():
                KillAll();
                break;
        }

        _world.Time.Advance(TimeSpan.FromMilliseconds(Random.Next(1, 200)));
    }

    private void Calm(int step)
    {
        foreach (var process in _processes.Values)
        {
            process.StalledUntil = default;
        }

        if (Random.Next(6) == 0)
        {
            _world.Server.Arrive();
        }

        StartMissing();
        if (step % 80 == 0)
        {
            Start("backfill a", _programs.BackfillAsync);
        }

        // What somebody does who is told that promoted rows are not what was promoted.
        if (_hasBackups && step % 1000 == 999)
        {
            Start("backfill b", _programs.RebuildAsync);
        }

        _world.Time.Advance(TimeSpan.FromMilliseconds(Random.Next(20, 400)));
    }

    // Retention: what is archived may go.
    private void DropArchived()
    {
        var number = Random.Next(ShopDays.Partitions);
        var (log, source) = (_world.Topic.Partitions[number], Topic.Plan.Sources[0]);
        log.Low = Math.Max(log.Low, Random.NextInt64(log.Low, source.Epochs.First(_world.Archive.End(source.Partition(number))) + 1));
    }

    private void StartMissing()
    {
        Start("stream a", _programs.StreamAsync);
        Start("stream b", _programs.StreamAsync);
        Start("archiver", _programs.ArchiveAsync);
    }

    private void Start(string name, Func<Process, Task> program)
    {
        if (_processes.ContainsKey(name))
        {
            return;
        }

        var process = new Process(name, _hosts[name], _started++);
        _world.Tell(process, "starts");
        _processes[name] = process;
        process.Running = _world.Scheduler.Start(process, async () =>
        {
            await program(process).ConfigureAwait(false);
            return 0;
        });
    }

    private void Reap()
    {
        foreach (var process in _processes.Values.Where(p => p.Running!.IsCompleted).ToArray())
        {
            _processes.Remove(process.Name);
            switch (process.Running!.Exception?.GetBaseException())
            {
                case null or CrashedException:
                    break;
                case var error when process.Dead:
                    _world.Tell(process, $"was killed on the way: {error!.Message}");
                    break;
                // A rollback may be refused, a backfill may find that its slices are gone; whatever passes is tried again.
                case TransientException or DataException when !Lasting.Contains(process.Name):
                    _world.Tell(process, $"ends: {process.Running.Exception.GetBaseException().Message}");
                    break;
                case var error:
                    throw new WrongAnswerException($"{process} failed: {error}");
            }
        }
    }

    private void Next()
    {
        var ready = _world.Scheduler.Ready(p => p.StalledUntil <= _world.Time.Now);
        if (ready.Count > 0)
        {
            _world.Scheduler.Give(ready[Random.Next(ready.Count)]);
        }
    }

    private JobState? Look() => ++_looks % CheckEvery == 0 ? AnswerCheck.Run(_world) : null;

    private bool IsAtRest(JobState state) => state.Complete && _world.Server.Late == 0
        && Enumerable.Range(0, ShopDays.Partitions).All(p =>
        {
            var (log, source) = (_world.Topic.Partitions[p], Topic.Plan.Sources[0]);
            return state.Frontier[source.Partition(p)] == log.High
                && state.Manifest.Cut.Of(source.Partition(p)) == source.Epochs.Of(log.High);
        });

    private void KillAll()
    {
        foreach (var process in _processes.Values)
        {
            _world.Kill(process);
        }
    }

    private async Task EndAsync()
    {
        KillAll();
        await _world.Scheduler.IdleAsync().ConfigureAwait(false);
    }

    private Process? Any() => _processes.Count == 0 ? null : _processes.Values.ElementAt(Random.Next(_processes.Count));
}
