using Microsoft.Extensions.Logging;
using Unified.Errors;
using Unified.Hosting.Configuration;
using Unified.Hosting.Supervision;
using Unified.Serving.Schema;
using Unified.Streaming.Archiving;
using Unified.Streaming.Kafka;

namespace Unified.Hosting.Composition;

/// <summary>
/// Which installation this is: what the settings say, or the id of the database. The archive remembers the id, so that an archiver begins
/// while ClickHouse does not answer; the database is asked all the same, and is right where the two differ. Thread-safe.
/// </summary>
/// <param name="kafka">How to reach Kafka, as the settings have it.</param>
/// <param name="installation">The id of the database.</param>
/// <param name="archiver">Where the archive is.</param>
/// <param name="time">Clock.</param>
/// <param name="log">Told who waits.</param>
internal sealed class KnownInstallation(
    KafkaOptions kafka, Installation installation, ArchiverOptions archiver, TimeProvider time, ILogger<KnownInstallation> log)
{
    private const string Name = "_installation";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private string File => Path.Combine(archiver.Root, Name);

    /// <summary>How to reach Kafka, with the id of the database, however long it takes to answer.</summary>
    public async Task<KafkaOptions> OfDatabaseAsync(string who, Action<string?> waits, CancellationToken cancellation) =>
        kafka.Installation.Length > 0 ? kafka : kafka with
        {
            Installation = await new ServerWait("ClickHouse", time, log).RunAsync(who, waits, installation.IdAsync, cancellation)
                .ConfigureAwait(false),
        };

    /// <summary>The same as the archive remembers it, or null.</summary>
    public KafkaOptions? Remembered()
    {
        if (kafka.Installation.Length > 0)
        {
            return kafka;
        }

        var text = System.IO.File.Exists(File) ? System.IO.File.ReadAllText(File).Trim() : "";
        // A file that was written half says nothing.
        return text.Length > 0 && InstallationName.Problem(text) is null ? kafka with { Installation = text } : null;
    }

    /// <summary>The id, as soon as the database says it; null while it does not answer.</summary>
    public async Task<string?> AskAsync(CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            return kafka.Installation.Length > 0 ? kafka.Installation : await installation.IdAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is TransientException or OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            return null;
        }
    }

    /// <summary>Lets the archive remember the id of the database.</summary>
    public void Remember(string id)
    {
        if (kafka.Installation.Length == 0 && Remembered()?.Installation != id)
        {
            var draft = Path.Combine(Directory.CreateDirectory(archiver.Root).FullName, $"{Name}.{Environment.ProcessId}.tmp");
            System.IO.File.WriteAllText(draft, id + "\n");
            System.IO.File.Move(draft, File, overwrite: true);
        }
    }
}
