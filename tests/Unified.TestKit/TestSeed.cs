using System.Globalization;
using System.Security.Cryptography;

namespace Unified.TestKit;

/// <summary>One seed for a test: new on each run, printed, and repeatable with the environment variable UNIFIED_SEED.</summary>
public sealed class TestSeed
{
    public const string Variable = "UNIFIED_SEED";

    private TestSeed(int value) => Value = value;

    public int Value { get; }

    /// <summary>Takes the seed from UNIFIED_SEED or makes one, and prints it to the test's output.</summary>
    public static TestSeed Take() => Take(Environment.GetEnvironmentVariable(Variable), Console.Out);

    public static TestSeed Take(string? wanted, TextWriter output)
    {
        var seed = new TestSeed(string.IsNullOrWhiteSpace(wanted) ? RandomNumberGenerator.GetInt32(int.MaxValue) : Parse(wanted));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed.Value}: repeat this run with {Variable}={seed.Value}"));
        return seed;
    }

    public Random Random() => new(Value);

    /// <summary>An independent sequence for one case of many, so that case 137 can be run without the 136 before it.</summary>
    public Random Random(int testCase) => new(unchecked((Value * 397) ^ testCase));

    private static int Parse(string text) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value)
        ? value
        : throw new FormatException($"{Variable} is '{text}'; it must be a 32-bit integer, or unset for a new seed.");
}
