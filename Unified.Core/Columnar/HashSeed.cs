namespace Unified.Columnar;

/// <summary>
/// What the hash tables of a process begin with. Keys come from outside: with a seed that nobody outside knows, nobody can choose keys that
/// collide, and a quarter of a million chosen keys cost what others cost. Nothing that is computed depends on it, only where an entry lies.
/// </summary>
internal static class HashSeed
{
    // The runtime's own, which it draws for the hashes of texts at each start.
    private static ulong s_current = unchecked(
        ((ulong)(uint)string.GetHashCode("keys", StringComparison.Ordinal) << 32)
            | (uint)string.GetHashCode("texts", StringComparison.Ordinal));

    /// <summary>The seed; a table keeps that of its beginning. Set by tests, which show that it changes nothing.</summary>
    public static ulong Current
    {
        get => Volatile.Read(ref s_current);
        set => Volatile.Write(ref s_current, value);
    }

    /// <summary>An odd number for each word of a key, of which no other tells anything.</summary>
    public static ulong[] Multipliers(ulong seed, int count)
    {
        var numbers = new ulong[count];
        for (var i = 0; i < count; i++)
        {
            unchecked
            {
                // The steps of SplitMix64.
                seed += 0x9E3779B97F4A7C15UL;
                var z = (seed ^ (seed >> 30)) * 0xBF58476D1CE4E5B9UL;
                z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
                numbers[i] = (z ^ (z >> 31)) | 1;
            }
        }

        return numbers;
    }
}
