namespace Unified.Hosting.Supervision;

/// <summary>How long a part that failed is left alone: doubled with each failure in a row.</summary>
internal static class RestartPause
{
    private static readonly (TimeSpan First, TimeSpan Longest) s_wait = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
    private static readonly (TimeSpan First, TimeSpan Longest) s_mend = (TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(10));

    public static TimeSpan Of(Remedy remedy, int failures)
    {
        var (first, longest) = remedy == Remedy.Wait ? s_wait : s_mend;
        // The shift is bounded before it overflows.
        var pause = first * (1L << Math.Clamp(failures - 1, 0, 20));
        return pause < longest ? pause : longest;
    }
}
