using System.Globalization;

namespace Unified.TestKit;

/// <summary>
/// Rounds of a test over random input: so many, or as long as UNIFIED_FUZZ_MINUTES says. A round that fails prints its input, and
/// UNIFIED_FUZZ_INPUT gives it again to the test that is run.
/// </summary>
public static class Fuzz
{
    /// <summary>Runs rounds.</summary>
    /// <param name="rounds">How many, unless somebody wants minutes.</param>
    /// <param name="make">The input of a round.</param>
    /// <param name="run">The round; what it throws is the failure.</param>
    public static void Run(int rounds, Func<int, byte[]> make, Action<byte[]> run)
    {
        ArgumentNullException.ThrowIfNull(make);
        ArgumentNullException.ThrowIfNull(run);
        if (Environment.GetEnvironmentVariable("UNIFIED_FUZZ_INPUT") is { Length: > 0 } input)
        {
            run(Convert.FromBase64String(input));
            return;
        }

        var minutes = Environment.GetEnvironmentVariable("UNIFIED_FUZZ_MINUTES") is { Length: > 0 } text
            ? TimeSpan.FromMinutes(double.Parse(text, CultureInfo.InvariantCulture)) : TimeSpan.Zero;
        var started = TimeProvider.System.GetTimestamp();
        for (var round = 0; round < rounds || TimeProvider.System.GetElapsedTime(started) < minutes; round++)
        {
            var bytes = make(round);
            try
            {
                run(bytes);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException($"Round {round}: {error.Message}\nUNIFIED_FUZZ_INPUT={Convert.ToBase64String(bytes)}",
                    error);
            }
        }
    }
}
