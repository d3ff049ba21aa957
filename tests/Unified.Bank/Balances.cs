using Unified.Definition;

namespace Unified.Bank;

/// <summary>Money that an account loses or gets.</summary>
public sealed record Move(string Account, long Amount);

/// <summary>A transfer: its moves add up to nothing.</summary>
public sealed record Transfer(DateTime At, long Id, IReadOnlyList<Move> Moves);

/// <summary>What an account has.</summary>
public sealed record Balance(string Account, long Money, long Moves);

/// <summary>
/// Balances of accounts between which money goes to and fro: whoever looks, and whenever, must find that they add up to nothing. A reader
/// who saw half of a transfer would find something else.
/// </summary>
public sealed class Balances : Job<Balance>
{
    /// <summary>The topic of transfers.</summary>
    public static readonly Source<Transfer> Transfers = new()
    {
        Topic = "transfers",
        Partitions = 4,
        EpochLength = 1024,
        EventTime = t => t.At,
    };

    public override Query<Balance> Define() =>
        from t in Transfers
        from m in t.Moves
        group m by m.Account into g
        select new Balance(g.Key, g.Sum(m => m.Amount), g.Count());
}
