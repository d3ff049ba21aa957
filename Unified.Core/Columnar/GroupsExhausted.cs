namespace Unified.Columnar;

/// <summary>
/// The groups of one fold do not fit what 32-bit offsets reach; the step function turns it into an error that names the job.
/// </summary>
/// <param name="limit">What was there when no more fitted.</param>
internal sealed class GroupsExhausted(string limit) : Exception
{
    public string Limit { get; } = limit;
}
