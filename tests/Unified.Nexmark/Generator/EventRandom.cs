namespace Unified.Nexmark.Generator;

/// <summary>
/// The random numbers of one event (SplitMix64): a function of seed and number of the event alone, so that any part of the events can be
/// made without the others, and on every machine alike.
/// </summary>
internal sealed class EventRandom(ulong seed, long number)
{
    private const int LettersOfOneDraw = 12;
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state = unchecked((seed * 0xD1342543DE82EF95) + ((ulong)number * 0x2545F4914F6CDD1D));

    /// <summary>A number of 0 to <paramref name="limit"/> - 1.</summary>
    public long Below(long limit) => (long)Math.BigMul(Next(), (ulong)limit, out _);

    /// <summary>A price as Nexmark draws it: from a cent to a million, evenly over the powers of ten.</summary>
    public long Price() => (long)Math.Round(Math.Pow(10, Next() / 18446744073709551616.0 * 6) * 100);

    public T OneOf<T>(T[] values) => values[Below(values.Length)];

    /// <summary>As many lower-case letters.</summary>
    public string Letters(int length) => string.Create(length, this, static (text, random) => random.Fill(text));

    /// <summary>A text of 3 to <paramref name="most"/> letters, every thirteenth of them the given one.</summary>
    public string Text(int most, char special)
    {
        Span<char> text = stackalloc char[3 + (int)Below(most - 2)];
        Fill(text);
        for (var i = 0; i < text.Length; i++)
        {
            text[i] = Below(13) == 0 ? special : text[i];
        }

        return text.Trim().ToString();
    }

    /// <summary>What fills an event up to a size: of letters, within a fifth of what lacks.</summary>
    public string Extra(int present, int wanted)
    {
        var lacking = Math.Max(wanted - present, 0);
        var spread = (int)Math.Round(lacking * 0.2);
        return Letters(lacking - spread + (int)Below((2 * spread) + 1));
    }

    private void Fill(Span<char> text)
    {
        for (var at = 0; at < text.Length; at += LettersOfOneDraw)
        {
            var draw = Next();
            foreach (ref var letter in text.Slice(at, Math.Min(LettersOfOneDraw, text.Length - at)))
            {
                letter = (char)('a' + ((draw & 31) * 26 >> 5));
                draw >>= 5;
            }
        }
    }

    private ulong Next()
    {
        unchecked
        {
            var z = _state += Step;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }
}
