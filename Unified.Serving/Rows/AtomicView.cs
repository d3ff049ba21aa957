using Unified.Errors;
using Unified.Serving.ClickHouse;

namespace Unified.Serving.Rows;

/// <summary>
/// Replaces a view at one moment, by statements that change nothing when they arrive late. CREATE OR REPLACE would: one whose answer was
/// lost, and that the server takes an hour after, turns a view back that has moved on since. Here the new view is made under a name that
/// nobody else ever uses, the two change places, and what stood under that name is dropped: a statement that comes after the drop finds no
/// such view.
/// </summary>
internal sealed class AtomicView(ClickHouseDatabase database)
{
    private const int Attempts = 10;

    // What the server answers when somebody else made or dropped the view meanwhile.
    private const int AlreadyExists = 57;
    private const int UnknownTable = 60;

    /// <summary>Makes the view, or replaces the one that there is.</summary>
    /// <param name="name">Its unquoted name.</param>
    /// <param name="select">What it selects.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="comment">What the view's comment says; or "".</param>
    public async Task ReplaceAsync(string name, string select, CancellationToken cancellation, string comment = "")
    {
        for (var attempt = 1; ; attempt++)
        {
            var next = $"unified_view_{Guid.NewGuid():N}";
            await database.ExecuteAsync($"CREATE VIEW IF NOT EXISTS {database.Table(next)} AS {select}"
                + (comment.Length == 0 ? "" : $" COMMENT {ClickHouseSql.Text(comment)}"), cancellation).ConfigureAwait(false);
            try
            {
                await database.ExecuteOnceAsync(await ExistsAsync(name, cancellation).ConfigureAwait(false)
                    ? $"EXCHANGE TABLES {database.Table(name)} AND {database.Table(next)}"
                    : $"RENAME TABLE {database.Table(next)} TO {database.Table(name)}", cancellation).ConfigureAwait(false);
                await DropAsync(next, cancellation).ConfigureAwait(false);
                return;
            }
            catch (UnifiedException e) when (attempt < Attempts && !cancellation.IsCancellationRequested
                && (e is TransientException || ClickHouseFaults.Code(e) is AlreadyExists or UnknownTable))
            {
                // Whether they changed places is not known. Once this is gone they cannot any more, and another attempt begins anew.
                await DropAsync(next, cancellation).ConfigureAwait(false);
            }
        }
    }

    private Task DropAsync(string name, CancellationToken cancellation) =>
        database.ExecuteAsync($"DROP VIEW IF EXISTS {database.Table(name)}", cancellation);

    private Task<bool> ExistsAsync(string name, CancellationToken cancellation) => database.SingleAsync(
        $"SELECT toInt64(count()) FROM system.tables WHERE database = {ClickHouseSql.Text(database.Options.Database)} "
        + $"AND name = {ClickHouseSql.Text(name)}", r => r.GetInt64(0) > 0, cancellation);
}
