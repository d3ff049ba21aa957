using System.Collections.Immutable;
using System.Globalization;

namespace Unified.TestKit.Cuts;

/// <summary>One try to compute an epoch: how many events each batch has.</summary>
/// <param name="Batches">The sizes, each above 0.</param>
/// <param name="IsLost">True when the process died behind the last of them; the epoch begins again.</param>
internal sealed record Attempt(ImmutableArray<int> Batches, bool IsLost)
{
    /// <summary>Events that it takes.</summary>
    public int Events => Batches.Sum();

    public override string ToString() => string.Join("+", Batches);
}

/// <summary>How an epoch is computed: tries that are lost, and the epoch as a whole, once or several times.</summary>
/// <param name="Attempts">The tries.</param>
internal sealed record EpochCut(ImmutableArray<Attempt> Attempts)
{
    /// <summary>Events of the epoch.</summary>
    public int Events => Attempts[^1].Events;

    /// <summary>
    /// For example <c>2!3+1=4</c>: lost behind two events, then a batch of three and one of one, then again in one batch.
    /// </summary>
    public override string ToString() =>
        string.Concat(Attempts.Select((a, i) => (i == 0 ? "" : Attempts[i - 1].IsLost ? "!" : "=") + a));
}

/// <summary>How the events of a partition are cut.</summary>
/// <param name="Epochs">The epochs.</param>
/// <param name="Batch">How many of them batch owns; the stream owns the others.</param>
internal sealed record PartitionCut(ImmutableArray<EpochCut> Epochs, int Batch)
{
    /// <summary>All events in one epoch and batch.</summary>
    public static PartitionCut Whole(int events) => new([new EpochCut([new Attempt([events], IsLost: false)])], 0);

    /// <summary>A random one.</summary>
    public static PartitionCut Random(Random random, int events)
    {
        var epochs = ImmutableArray.CreateBuilder<EpochCut>();
        foreach (var length in Pieces(random, events, Math.Max(1, random.Next(1, events + 1))))
        {
            var attempts = ImmutableArray.CreateBuilder<Attempt>();
            while (random.Next(4) == 0)
            {
                attempts.Add(new Attempt([.. Pieces(random, random.Next(1, length + 1), random.Next(1, 5))], IsLost: true));
            }

            do
            {
                attempts.Add(new Attempt([.. Pieces(random, length, random.Next(1, length + 1))], IsLost: false));
            }
            while (random.Next(4) == 0);
            epochs.Add(new EpochCut(attempts.ToImmutable()));
        }

        return new PartitionCut(epochs.ToImmutable(), random.Next(3) == 0 ? 0 : random.Next(epochs.Count + 1));
    }

    /// <summary>A cut that is written as <see cref="ToString"/> says.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static PartitionCut Parse(string text)
    {
        var layers = text.Split("||", 2);
        ImmutableArray<EpochCut>[] epochs = [.. layers.Select(layer =>
            layer.Trim().Length == 0 ? [] : layer.Split('|').Select(Epoch).ToImmutableArray())];
        return new PartitionCut([.. epochs.SelectMany(e => e)], layers.Length == 2 ? epochs[0].Length : 0);
    }

    /// <summary>For example <c>3 | 4 || 2!3+1 | 1</c>: two epochs of batch, two of the stream.</summary>
    public override string ToString()
    {
        var texts = Epochs.Select(e => e.ToString()).ToList();
        return Batch == 0 ? string.Join(" | ", texts)
            : $"{string.Join(" | ", texts.Take(Batch))} || {string.Join(" | ", texts.Skip(Batch))}".TrimEnd();
    }

    private static EpochCut Epoch(string text)
    {
        var attempts = ImmutableArray.CreateBuilder<Attempt>();
        for (var rest = text.Trim(); ;)
        {
            var end = rest.AsSpan().IndexOfAny('!', '=');
            ImmutableArray<int> batches = [.. (end < 0 ? rest : rest[..end]).Split('+')
                .Select(n => int.Parse(n, NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture))];
            attempts.Add(new Attempt(batches, end >= 0 && rest[end] == '!'));
            if (end < 0)
            {
                return batches.All(b => b > 0) && attempts.All(a => a.IsLost ? a.Events <= batches.Sum() : a.Events == batches.Sum())
                    ? new EpochCut(attempts.ToImmutable())
                    : throw new FormatException($"'{text.Trim()}' does not take the same events each time.");
            }

            rest = rest[(end + 1)..];
        }
    }

    // So many events in pieces of at most that size.
    private static IEnumerable<int> Pieces(Random random, int events, int most)
    {
        while (events > 0)
        {
            var piece = Math.Min(events, random.Next(1, most + 1));
            events -= piece;
            yield return piece;
        }
    }
}
