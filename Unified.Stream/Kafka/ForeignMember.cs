using System.Collections.Immutable;

namespace Unified.Streaming.Kafka;

/// <summary>A member of our consumer group that is not of our installation: what it reads is in no answer of ours.</summary>
/// <param name="ClientId">What it calls itself.</param>
/// <param name="Host">Where it is.</param>
/// <param name="Partitions">How many partitions of the topic it holds.</param>
public sealed record ForeignMember(string ClientId, string Host, int Partitions);

/// <summary>A consumer group as Kafka describes it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Members">How many members it has.</param>
/// <param name="Strangers">Those of them that are not of our installation, in a fixed order.</param>
internal sealed record GroupView(string Name, int Members, ImmutableArray<ForeignMember> Strangers);
