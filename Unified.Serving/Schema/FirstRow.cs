using System.Globalization;
using Unified.Errors;

namespace Unified.Serving.Schema;

/// <summary>
/// A row that only one writer gets to write: ClickHouse remembers the tokens of the last inserts and checks and remembers them under one
/// lock, so that of any writers of one token the first writes its row and the others write nothing. Then each reads whose row it is.
/// </summary>
/// <param name="tables">Where the row is.</param>
/// <param name="query">Finds the row, in a table that remembers tokens: at most one.</param>
/// <param name="token">What all writers of the row call their inserts.</param>
internal sealed class FirstRow<T>(ISharedTables tables, RowQuery<T> query, string token)
    where T : class
{
    // A server that dies between remembering a token and writing its row leaves a token that nobody can use; its next name is free.
    private const int MostNames = 10;

    /// <summary>The row that is there, or null.</summary>
    public async Task<T?> FindAsync(CancellationToken cancellation) =>
        await tables.ReadAsync(query, cancellation).ConfigureAwait(false) is [var row] ? row : null;

    /// <summary>Writes <paramref name="row"/> unless there is one, and gives the one that there is from now on.</summary>
    public async Task<T> WriteAsync(T row, CancellationToken cancellation)
    {
        for (var name = 0; name < MostNames; name++)
        {
            if (await FindAsync(cancellation).ConfigureAwait(false) is { } first)
            {
                return first;
            }

            // A replica may not have the winner's row yet, and a second name would let two win: there Keeper remembers no token without its
            // row.
            if (name > 0 && !await tables.IsLocalAsync(query.Table.Name, cancellation).ConfigureAwait(false))
            {
                break;
            }

            await tables.InsertAsync(query.Table, [row], cancellation, Token(token, name)).ConfigureAwait(false);
        }

        return await FindAsync(cancellation).ConfigureAwait(false)
            ?? throw new TransientException($"Nobody could write to table {query.Table.Name} under the token {token}. Try again.");
    }

    /// <summary>The token's names, in the order in which they are tried.</summary>
    internal static string Token(string token, int name) => string.Create(CultureInfo.InvariantCulture, $"{token}/{name}");
}
