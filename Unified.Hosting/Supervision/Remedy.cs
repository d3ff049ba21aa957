using Unified.Embedded;
using Unified.Errors;
using Unified.Hosting.Configuration;
using Unified.Streaming.Kafka;

namespace Unified.Hosting.Supervision;

/// <summary>What helps a part that has failed.</summary>
internal enum Remedy
{
    /// <summary>Time: it is started again until it runs, and counts as running meanwhile.</summary>
    Wait,

    /// <summary>Somebody who restores a file or mends data: it is started again, slowly, to see whether that has happened.</summary>
    Mend,

    /// <summary>Another setting or definition: no start of this process helps.</summary>
    Restart,
}

/// <summary>Which remedy an error asks for.</summary>
internal static class Remedies
{
    public static Remedy Of(Exception error) => error switch
    {
        DefinitionException or SettingException or KafkaSettingException => Remedy.Restart,
        TransientException or EmbeddedServerException or IOException or HttpRequestException or TimeoutException => Remedy.Wait,
        // Data, rights, and whatever nobody thought of: that ends this part, and no other.
        _ => Remedy.Mend,
    };
}
