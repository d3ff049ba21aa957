namespace Unified.Physical;

/// <summary>What a stage carries from one epoch of a partition to the next. Order-free stages carry nothing.</summary>
public abstract record StageState
{
    /// <summary>The state before the first event, and the only one of an order-free stage.</summary>
    public static readonly StageState Empty = new NoState();

    private sealed record NoState : StageState;
}
