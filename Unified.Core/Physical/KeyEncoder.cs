using System.Collections.Immutable;
using Unified.Columnar;
using Unified.Logical;
using Unified.Types;

namespace Unified.Physical;

/// <summary>
/// The identity of events as keys of a <see cref="KeyLayout"/>, texts as ids of this encoder's dictionaries. Belongs to one fold.
/// </summary>
internal sealed class KeyEncoder
{
    private int[] _entryIds = [];

    public KeyEncoder(ImmutableArray<Field> identity)
    {
        Layout = new KeyLayout(identity);
        Texts = [.. identity.Select(c => c.Type.Kind == TypeKind.String ? new TextDictionary() : null)];
        Columns = [.. Enumerable.Range(0, Layout.Words).Select(_ => System.Array.Empty<long>())];
    }

    public KeyLayout Layout { get; }

    /// <summary>For each identity column its texts by id, or null when it is none of text.</summary>
    public TextDictionary?[] Texts { get; }

    /// <summary>The encoded keys of the last batch: for each word a column of rows.</summary>
    public long[][] Columns { get; }

    /// <summary>Encodes the identity of the selected rows.</summary>
    public void Encode(BranchEvaluator evaluator)
    {
        var count = evaluator.Selected;
        for (var word = 0; word < Columns.Length; word++)
        {
            if (Columns[word].Length < count)
            {
                Columns[word] = new long[count];
            }
        }

        if (Layout.NullWord >= 0)
        {
            Columns[Layout.NullWord].AsSpan(0, count).Clear();
        }

        for (var i = 0; i < Layout.Columns.Length; i++)
        {
            if (evaluator.Program.Columns[i].TextColumn is var text and >= 0)
            {
                EncodeText(evaluator, evaluator.Batch.Columns[text], i, count);
            }
            else
            {
                EncodeValues(evaluator.Column(i)!, i, count);
            }
        }
    }

    /// <summary>Forgets the texts.</summary>
    public void Clear()
    {
        foreach (var texts in Texts)
        {
            texts?.Clear();
        }
    }

    /// <summary>Each dictionary entry of the batch is interned once, when the first row needs it.</summary>
    private void EncodeText(BranchEvaluator evaluator, BoundColumn column, int i, int count)
    {
        if (_entryIds.Length < column.Entries)
        {
            _entryIds = new int[Math.Max(column.Entries, _entryIds.Length * 2)];
        }

        _entryIds.AsSpan(0, column.Entries).Fill(-1);
        var (words, texts, selection) = (Columns[Layout.FirstWord(i)], Texts[i]!, evaluator.Selection);
        for (var k = 0; k < count; k++)
        {
            var row = selection[k];
            if (!Load.IsValid(column.Validity, row + column.BitOffset))
            {
                words[k] = 0;
                Columns[Layout.NullWord][k] |= KeyLayout.NullBit(i);
                continue;
            }

            ref var id = ref _entryIds[column.Entry(row)];
            if (id < 0)
            {
                id = texts.Intern(column.Utf8(column.Entry(row)));
            }

            words[k] = id;
        }
    }

    private void EncodeValues(ValueVector vector, int i, int count)
    {
        var words = Columns[Layout.FirstWord(i)];
        switch (vector)
        {
            case ValueVector<int> ints: Widen(ints.Values, words, count); break;
            case ValueVector<long> longs: longs.Values.AsSpan(0, count).CopyTo(words); break;
            case ValueVector<bool> flags: Widen(flags.Values, words, count); break;
            case ValueVector<uint> numbers: Fill(numbers.Values, words, count, static v => v); break;
            case ValueVector<ulong> numbers: Fill(numbers.Values, words, count, static v => unchecked((long)v)); break;
            case ValueVector<double> numbers: Fill(numbers.Values, words, count, KeyLayout.Word); break;
            case ValueVector<float> numbers: Fill(numbers.Values, words, count, static v => KeyLayout.Word(v)); break;
            case ValueVector<Int128> wide: Split(wide.Values, words, Columns[Layout.FirstWord(i) + 1], count); break;
            case ValueVector<string> texts: Intern(texts.Values, Texts[i]!, words, count); break;
        }

        if (vector.Valid is not { } valid)
        {
            return;
        }

        for (var k = 0; k < count; k++)
        {
            if (!valid[k])
            {
                // Its value is the type's zero: kernels store nulls so.
                Columns[Layout.NullWord][k] |= KeyLayout.NullBit(i);
            }
        }
    }

    private static void Widen(int[] values, long[] words, int count)
    {
        for (var k = 0; k < count; k++)
        {
            words[k] = values[k];
        }
    }

    private static void Widen(bool[] values, long[] words, int count)
    {
        for (var k = 0; k < count; k++)
        {
            words[k] = values[k] ? 1 : 0;
        }
    }

    private static void Fill<T>(T[] values, long[] words, int count, Func<T, long> word)
    {
        for (var k = 0; k < count; k++)
        {
            words[k] = word(values[k]);
        }
    }

    private static void Split(Int128[] values, long[] low, long[] high, int count)
    {
        for (var k = 0; k < count; k++)
        {
            low[k] = unchecked((long)(ulong)values[k]);
            high[k] = unchecked((long)(ulong)(values[k] >> 64));
        }
    }

    private static void Intern(string?[] values, TextDictionary texts, long[] words, int count)
    {
        for (var k = 0; k < count; k++)
        {
            words[k] = values[k] is { } text ? texts.Intern(text) : 0;
        }
    }
}
