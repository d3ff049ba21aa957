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

    private static readonly HomeScript Script =
        new(Variable, "kafka", "start, stop, kill, restart", "a real broker", TimeSpan.FromSeconds(90));

    /// <summary>Null when the script is there, else why not and what to do.</summary>
    public static string? Problem => Script.Problem;

    public static Task<IReadOnlyList<string>> RunAsync(
        IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null) => Script.RunAsync(arguments, environment);
}
