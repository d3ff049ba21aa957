using Unified.Errors;
using Unified.Plans;
using Unified.Serving.Rows;
using Unified.Serving.Schema;
using Unified.Simulation.Tests.Scheduling;

namespace Unified.Simulation.Tests.Server;

/// <summary>
/// The statements of one process. Each waits for its turn, and then for its fate. Without a process it is somebody who only looks, at once.
/// </summary>
internal sealed partial class SimulatedStatements(World world, Process? process) : IStatements
{
    // As ClickHouseDatabase: what may be repeated is, a few times.
    private const int Attempts = 3;

    private MemoryServer Server => world.Server;

    public TimeProvider Time => process!.Clock;

    public string Code => "simulation";

    public Task<DateTimeOffset> NowAsync(CancellationToken cancellation) => AskAsync("now", () => Server.Now);

    public Task<IReadOnlyList<T>> ReadAsync<T>(RowQuery<T> query, CancellationToken cancellation) =>
        AskAsync($"read {query.Table.Name}", () => Server.Shared.Read(query));

    public Task InsertAsync<T>(Table<T> table, IReadOnlyCollection<T> rows, CancellationToken cancellation, string token = "") =>
        rows.Count == 0 ? Task.CompletedTask
        : DoAsync($"insert {table.Name}", () => Server.Shared.Insert(table, rows, token));

    public Task<bool> IsLocalAsync(string table, CancellationToken cancellation) => AskAsync("is local", () => true);

    private async Task<T> AskAsync<T>(string what, Func<T> ask)
    {
        await (process is null ? Task.CompletedTask : world.Scheduler.TurnAsync(process, what)).ConfigureAwait(false);
        return ask();
    }

    private async Task DoAsync(string what, Action statement, bool once = false, Action? half = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            await world.Scheduler.TurnAsync(process!, what).ConfigureAwait(false);
            var fate = world.Faults.Next();
            world.Tell(process!, fate == Fate.Done ? what : $"{what}: {fate}");
            switch (fate)
            {
                case Fate.Done or Fate.DoneTwice or Fate.AnswerLost or Fate.CrashAfter:
                    statement();
                    break;
                case Fate.Half when half is not null:
                    half();
                    break;
            }

            switch (fate)
            {
                case Fate.Done:
                    return;
                case Fate.DoneTwice:
                    Server.Keep(what, statement);
                    return;
                case Fate.Late:
                    Server.Keep(what, statement);
                    break;
                case Fate.CrashBefore or Fate.CrashAfter:
                    world.Kill(process!);
                    throw new CrashedException();
            }

            if (once || attempt == Attempts)
            {
                throw new TransientException($"The server did not answer: {what}.");
            }
        }
    }
}
