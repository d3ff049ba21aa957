using Unified.Contracts;

namespace Unified.Streaming.Runtime;

/// <summary>What a stream writes to and goes on from.</summary>
/// <param name="Tables">
/// Where the rows go; the job's tables must exist (<see cref="IRowTables.CreateAsync"/>). What they hold says where the stream goes on.
/// </param>
/// <param name="Manifests">Says which epochs batch owns already.</param>
/// <param name="Identities">Says which logs the tables were computed from.</param>
/// <param name="Archive">Where epochs are that Kafka has dropped; null when there is no archive.</param>
public sealed record StreamStores(IRowTables Tables, IManifestStore Manifests, ILogIdentities Identities, IArchiveReader? Archive);
