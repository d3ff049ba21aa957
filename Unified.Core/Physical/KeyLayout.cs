using System.Collections.Immutable;
using Unified.Logical;
using Unified.Types;

namespace Unified.Physical;

/// <summary>
/// Where the identity columns are in a key of 64-bit words: one word each, two for decimals and Guids (low word first), and a last word of
/// null bits when any column may be null. A null's value words are zero, so that all nulls are one group.
/// </summary>
internal sealed class KeyLayout
{
    private readonly int[] _firstWord;
    private readonly TypeKind[] _kinds;

    public KeyLayout(ImmutableArray<Field> columns)
    {
        Columns = columns;
        _kinds = [.. columns.Select(c => c.Type.Kind)];
        _firstWord = new int[columns.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            _firstWord[i] = Words;
            Words += IsWide(i) ? 2 : 1;
        }

        NullWord = columns.Any(c => c.Type.Nullable) ? Words++ : -1;
    }

    public ImmutableArray<Field> Columns { get; }

    /// <summary>Words a key.</summary>
    public int Words { get; }

    /// <summary>The word of null bits, or -1.</summary>
    public int NullWord { get; }

    /// <summary>The type of column i.</summary>
    public TypeKind Kind(int i) => _kinds[i];

    /// <summary>True when the values of column i take two words.</summary>
    public bool IsWide(int i) => Columns[i].Type.Carrier == typeof(Int128);

    /// <summary>The first word of column i.</summary>
    public int FirstWord(int i) => _firstWord[i];

    /// <summary>True when column i of a key is null.</summary>
    public bool IsNull(ReadOnlySpan<long> key, int i) => NullWord >= 0 && (key[NullWord] & NullBit(i)) != 0;

    /// <summary>The bit of column i in the word of null bits.</summary>
    public static long NullBit(int i) => 1L << i;

    /// <summary>The word of a double: equal for values that C# groups together, zeros of either sign and all NaN.</summary>
    public static long Word(double value) => BitConverter.DoubleToInt64Bits(ClrValues.Canonical(value));

    /// <summary>The value that a word of a column holds, in its carrier.</summary>
    public object Value(ReadOnlySpan<long> key, int i)
    {
        var word = key[_firstWord[i]];
        return _kinds[i] switch
        {
            TypeKind.Boolean => word != 0,
            TypeKind.Double => BitConverter.Int64BitsToDouble(word),
            TypeKind.Single => (float)BitConverter.Int64BitsToDouble(word),
            TypeKind.UInt64 => unchecked((ulong)word),
            TypeKind.UInt32 => (uint)word,
            _ when IsWide(i) => Wide(key, _firstWord[i]),
            _ when Columns[i].Type.Carrier == typeof(int) => (int)word,
            _ => word,
        };
    }

    /// <summary>The 128 bits that begin at a word.</summary>
    public static Int128 Wide(ReadOnlySpan<long> key, int word) => new(unchecked((ulong)key[word + 1]), unchecked((ulong)key[word]));
}
