using System.Globalization;
using System.Security.Cryptography;

namespace Unified.TestKit;

/// <summary>One seed for a test: new on each run, printed, and repeatable with the environment variable UNIFIED_SEED.</summary>
public sealed class TestSeed
{
    /// <summary>The environment variable that repeats a run.</summary>
    public const string Variable = "UNIFIED_SEED";

    private TestSeed(int value) => Value = value;

    /// <summary>The seed.</summary>
    public int Value { get; }

    /// <summary>Takes the seed from UNIFIED_SEED or makes one, and prints it to the test's output.</summary>
    public static TestSeed Take() => Take(Environment.GetEnvironmentVariable(Variable), Console.Out);

    /// <summary>Takes the wanted seed or makes one, and prints it.</summary>
    /// <param name="wanted">A 32-bit integer; null or white space for a new seed.</param>
    /// <param name="output">Where it is printed.</param>
    /// <exception cref="FormatException">It is no 32-bit integer.</exception>
    public static TestSeed Take(string? wanted, TextWriter output)
    {
        var seed = new TestSeed(string.IsNullOrWhiteSpace(wanted) ? RandomNumberGenerator.GetInt32(int.MaxValue) : Parse(wanted));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed.Value}: repeat this run with {Variable}={seed.Value}"));
        return seed;
    }

    /// <summary>A known seed.</summary>
    public static TestSeed Of(int value) => new(value);

    /// <summary>All random numbers of the test.</summary>
    public Random Random() => new(Value);

    /// <summary>An independent sequence for one case of many, so that case 137 can be run without the 136 before it.</summary>
    public Random Random(int testCase) => new(unchecked((Value * 397) ^ testCase));

    private static int Parse(string text) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw new FormatException($"{Variable} is '{text}'; it must be a 32-bit integer, or unset for a new seed.");
}
