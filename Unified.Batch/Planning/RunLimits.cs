namespace Unified.Batch.Planning;

/// <summary>How the slices of a run are computed.</summary>
/// <param name="MaxActive">How many at once; null for <see cref="BatchOptions.Parallelism"/>. Range: 1 and up.</param>
/// <param name="Reverse">True for the newest first.</param>
public sealed record RunLimits(int? MaxActive = null, bool Reverse = false);
