using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Unified.Contracts;
using Unified.Hosting.Supervision;
using Unified.Logical;
using Unified.Streaming.Archiving;
using Unified.Streaming.Kafka;

namespace Unified.Hosting.Composition;

/// <summary>
/// Runs the archiver of a source. It writes nothing into ClickHouse, and so does not wait for it where the archive knows the installation;
/// what it has to ask it is asked beside.
/// </summary>
/// <param name="make">An archiver, as the container makes it, over identities of its own.</param>
/// <param name="installation">Names the consumer group.</param>
/// <param name="identities">The identities of logs in ClickHouse.</param>
/// <param name="time">Clock.</param>
/// <param name="log">Log.</param>
internal sealed class ArchivePart(
    Func<SourceSchema, KafkaOptions, ILogIdentities, Archiver> make, KnownInstallation installation, ILogIdentities identities,
    TimeProvider time, ILogger<ArchivePart> log)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>The part that archives a source.</summary>
    public Part Of(SourceSchema source)
    {
        Archiver? running = null;
        return new Part("archive", source.Name, "",
            (waits, stop) => RunAsync(source, archiver => Volatile.Write(ref running, archiver), waits, stop))
        {
            Problem = () => Part.First(Volatile.Read(ref running)?.Status.Problems ?? []),
        };
    }

    private async Task RunAsync(
        SourceSchema source, Action<Archiver?> running, Action<string?> waits, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var kafka = installation.Remembered() is { } remembered ? remembered
                : await installation.OfDatabaseAsync($"archive '{source.Name}'", waits, cancellation).ConfigureAwait(false);
            waits(null);
            var patient = new PatientIdentities(identities, time);
            var archiver = make(source, kafka, patient);
            running(archiver);
            try
            {
                await Together.RunAsync([archiver.RunAsync, patient.ConfirmAsync, stop => SameAsync(source, kafka, stop)], cancellation)
                    .ConfigureAwait(false);
            }
            finally
            {
                running(null);
            }
        }
    }

    /// <summary>Ends when the database turns out to be another installation than the archive remembers.</summary>
    private async Task SameAsync(SourceSchema source, KafkaOptions kafka, CancellationToken cancellation)
    {
        while (true)
        {
            if (await installation.AskAsync(cancellation).ConfigureAwait(false) is { } id)
            {
                installation.Remember(id);
                if (id != kafka.Installation)
                {
                    log.OtherInstallation(source.Name, kafka.Installation, id);
                    return;
                }

                await Task.Delay(Timeout.InfiniteTimeSpan, cancellation).ConfigureAwait(false);
            }

            await Task.Delay(Pause, time, cancellation).ConfigureAwait(false);
        }
    }
}

internal static partial class ArchivePartLog
{
    [LoggerMessage(1, LogLevel.Warning,
        "archive '{Source}': the archive was made by installation '{Remembered}', the database is '{Id}': it goes on in that one's group")]
    public static partial void OtherInstallation(this ILogger log, string source, string remembered, string id);
}
