namespace Unified.Streaming.Tests.Fakes;

/// <summary>Compares sets of lines, and shows the first that differ instead of all.</summary>
internal static class Lines
{
    public static void AssertEqual(string expected, string actual, string what)
    {
        var (wanted, found) = (expected.Split('\n').ToHashSet(), actual.Split('\n').ToHashSet());
        var missing = wanted.Except(found).Order(StringComparer.Ordinal).ToArray();
        var extra = found.Except(wanted).Order(StringComparer.Ordinal).ToArray();
        Assert.IsTrue(missing.Length + extra.Length == 0,
            $"{what}: {missing.Length} lines are missing, {extra.Length} are too many, for example\n"
            + $"- {string.Join("\n- ", missing.Take(3))}\n+ {string.Join("\n+ ", extra.Take(3))}");
    }
}
