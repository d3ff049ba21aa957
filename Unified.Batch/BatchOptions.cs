namespace Unified.Batch;

/// <summary>Where the batch layer reads and how much it does at once.</summary>
public sealed record BatchOptions
{
    /// <summary>The folder that relative history paths of sources start from.</summary>
    public required string DataRoot { get; init; }

    /// <summary>The root folder of the archive (see <see cref="Contracts.ArchiveLayout"/>).</summary>
    public required string ArchiveRoot { get; init; }

    /// <summary>
    /// Epochs that one log slice holds at most. Default: 64. Range: 1 and up. More means fewer rows written and more work lost by a crash.
    /// </summary>
    public int EpochsPerSlice
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "EpochsPerSlice is 1 or more.");
    } = 64;

    /// <summary>
    /// The engine that computes slices: <c>native</c> or <c>spark</c>. What another than the native one cannot compute equally, the native
    /// one does. Default: <c>native</c>.
    /// </summary>
    public string Engine { get; init; } = Engines.EngineNames.Native;

    /// <summary>
    /// Slices that run at once. Default: the processor count. Range: 1 and up. Each holds 500,000 groups of its slice in memory at most.
    /// </summary>
    public int Parallelism
    {
        get;
        init => field = value >= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "Parallelism is 1 or more.");
    } = Environment.ProcessorCount;
}
