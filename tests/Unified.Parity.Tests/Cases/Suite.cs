using System.Collections.Concurrent;
using System.Globalization;
using Unified.Parity.Tests.Model;
using Unified.TestKit;

namespace Unified.Parity.Tests.Cases;

/// <summary>The cases of this run: all properties are tried on the same ones.</summary>
[TestClass]
public sealed class Suite
{
    /// <summary>Runs this case and no other.</summary>
    internal const string CaseVariable = "UNIFIED_CASE";

    private static readonly int Cases = TestRounds.Of(ci: 80, deep: 240);
    private static readonly Lazy<TestSeed> Seed = new(
        () => TestSeed.Take(Environment.GetEnvironmentVariable(TestSeed.Variable), TextWriter.Null));
    private static readonly Lazy<TempFolder> Folder = new(() => new TempFolder());
    private static readonly ConcurrentDictionary<int, Lazy<Case>> Made = [];

    [AssemblyCleanup]
    public static void Remove_the_archives()
    {
        if (Folder.IsValueCreated)
        {
            Folder.Value.Dispose();
        }
    }

    /// <summary>Tries a property on every case; a failure says which, and how to run that one alone.</summary>
    internal static void ForEach(Action<Case> property)
    {
        TestSeed.Take(Seed.Value.Value.ToString(CultureInfo.InvariantCulture), Console.Out);
        foreach (var index in Indices())
        {
            var one = Made.GetOrAdd(index,
                i => new Lazy<Case>(
                    () => new Case(Seed.Value, i, Folder.Value[string.Create(CultureInfo.InvariantCulture, $"case{i}")]))).Value;
            try
            {
                property(one);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                throw new AssertFailedException($"{one}\n{e.Message}", e);
            }
        }
    }

    /// <summary>Asserts that two schedules came to the same.</summary>
    internal static void AssertEqual(Facts expected, Facts found, string what)
    {
        if (Facts.Difference(expected, found) is { } difference)
        {
            Assert.Fail($"{what}: {difference}");
        }
    }

    private static IEnumerable<int> Indices() => Environment.GetEnvironmentVariable(CaseVariable) is { Length: > 0 } text
        ? [int.Parse(text, CultureInfo.InvariantCulture)]
        : Enumerable.Range(0, Cases);
}
