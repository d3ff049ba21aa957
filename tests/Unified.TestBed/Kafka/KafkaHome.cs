using System.Globalization;
using Unified.TestKit.Processes;

namespace Unified.TestKit.Kafka;

/// <summary>
/// The folder that KAFKA_HOME names: it has an executable <c>kafka</c> that understands <c>start [--brokers N] [--port P] [--dir D]</c>,
/// <c>stop D</c>,
/// <c>kill D I</c> and <c>restart D I</c>, and prints KAFKA_DIR=.. and KAFKA_BOOTSTRAP=.. once the brokers take requests.
/// </summary>
internal static class KafkaHome
{
    public const string Variable = "KAFKA_HOME";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Null when the script is there, else why not and what to do.</summary>
    public static string? Problem => Environment.GetEnvironmentVariable(Variable) switch
    {
        null or "" =>
            $"{Variable} is not set; point it to a folder with an executable 'kafka' (start, stop, kill, restart) to run tests on a real "
                + $"broker",
        var home when !File.Exists(Script(home)) =>
            $"{Variable} is '{home}', which has no 'kafka' in it; point it to a folder with an executable 'kafka'",
        _ => null,
    };

    public static async Task<IReadOnlyList<string>> RunAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string,
        string?>? environment = null)
    {
        if (Problem is { } problem) { throw new InvalidOperationException($"A real Kafka is not available: {problem}."); }
        var command = arguments.ToList();
        var script = Script(Environment.GetEnvironmentVariable(Variable)!);
        await using var process = ChildProcess.Start(script, command, environment);
        var code = await process.WaitForExitAsync(Patience).ConfigureAwait(false);
        return code == 0
            ? process.Output
            : throw new InvalidOperationException(string.Create(
                CultureInfo.InvariantCulture,
                    $"'{script} {string.Join(' ', command)}' ended with exit code {code}:\n{string.Join('\n', process.Output)}"));
    }

    private static string Script(string home) => Path.Combine(home, "kafka");
}
