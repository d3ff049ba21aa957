namespace Unified.Batch.Native;

/// <summary>
/// How much of a slice is in memory at once. A slice that has more is computed in parts: its rows are partial states and merge like those
/// of several slices, so the parts change no answer.
/// </summary>
/// <param name="Rows">Rows of events are taken out of the run at so many.</param>
/// <param name="Groups">Groups are taken out at so many; one that comes again is another row.</param>
/// <param name="Bytes">What was taken out goes to a temporary file beyond so many bytes.</param>
internal sealed record SliceLimits(int Rows, int Groups, long Bytes)
{
    public static SliceLimits Default { get; } = new(128 * 1024, 500_000, 256L << 20);
}
