namespace Unified.TestKit;

/// <summary>
/// How much of what is random a run of the tests tries: enough that every rule is tried each time, with what the seed decides, and all of
/// it where UNIFIED_DEEP=1 says so.
/// </summary>
public static class TestRounds
{
    /// <summary>The environment variable that asks for all of it.</summary>
    public const string Variable = "UNIFIED_DEEP";

    /// <summary>All of it is asked for.</summary>
    public static bool Deep => Environment.GetEnvironmentVariable(Variable) == "1";

    /// <summary>How many rounds.</summary>
    /// <param name="ci">In every run.</param>
    /// <param name="deep">With UNIFIED_DEEP=1.</param>
    public static int Of(int ci, int deep) => Deep ? deep : ci;

    /// <summary>Some of the cases, in their order; with UNIFIED_DEEP=1 all of them.</summary>
    /// <param name="cases">All of them.</param>
    /// <param name="ci">How many at most in every run.</param>
    /// <param name="random">Chooses them.</param>
    public static IReadOnlyList<T> Some<T>(IEnumerable<T> cases, int ci, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var all = cases.ToArray();
        var places = Enumerable.Range(0, all.Length).ToArray();
        random.Shuffle(places);
        return [.. places.Take(Of(ci, all.Length)).Order().Select(i => all[i])];
    }
}
