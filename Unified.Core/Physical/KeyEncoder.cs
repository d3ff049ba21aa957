using Unified.Columnar;
using Unified.Logical;

namespace Unified.Physical;

/// <summary>
/// Identity columns as 64-bit words: one each, two for decimals, texts as ids of this encoder's dictionaries, and a last word of null bits
/// when any column may be null. Belongs to one fold.
/// </summary>
internal sealed class KeyEncoder
{
    private readonly StageProgram _program;
    private readonly TextDictionary?[] _texts;
    private readonly int[] _firstWord;
    private readonly int _nullWord;
    private int[] _entryIds = [];

    public KeyEncoder(StageProgram program)
    {
        _program = program;
        _texts = [.. program.Identity.Select(c => c.Field.Type.Kind == TypeKind.String ? new TextDictionary() : null)];
        _firstWord = new int[program.Identity.Length];
        foreach (var (column, i) in program.Identity.Select((c, i) => (c, i)))
        {
            _firstWord[i] = Words;
            Words += column.Field.Type.Kind == TypeKind.Decimal ? 2 : 1;
        }

        _nullWord = program.Identity.Any(c => c.Field.Type.Nullable) ? Words++ : -1;
        Columns = [.. Enumerable.Range(0, Words).Select(_ => System.Array.Empty<long>())];
    }

    /// <summary>Words a key.</summary>
    public int Words { get; }

    /// <summary>The encoded keys of the last batch: for each word a column of rows.</summary>
    public long[][] Columns { get; }

    /// <summary>Encodes the identity of the selected rows.</summary>
    public void Encode(BatchEvaluator evaluator)
    {
        var count = evaluator.Selected;
        for (var word = 0; word < Columns.Length; word++)
        {
            if (Columns[word].Length < count)
            {
                Columns[word] = new long[count];
            }
        }

        if (_nullWord >= 0)
        {
            Columns[_nullWord].AsSpan(0, count).Clear();
        }

        for (var i = 0; i < _program.Identity.Length; i++)
        {
            if (_program.Identity[i].TextColumn is var text and >= 0)
            {
                EncodeText(evaluator, evaluator.Batch.Columns[text], i, count);
            }
            else
            {
                EncodeValues(evaluator.Identity(i)!, i, count);
            }
        }
    }

    /// <summary>Translates a key of another encoder of the same program.</summary>
    public void Translate(KeyEncoder other, ReadOnlySpan<long> key, long[][] into)
    {
        for (var word = 0; word < key.Length; word++)
        {
            into[word][0] = key[word];
        }

        for (var i = 0; i < _texts.Length; i++)
        {
            if (_texts[i] is { } texts && !other.IsNull(key, i))
            {
                into[_firstWord[i]][0] = texts.Intern(other._texts[i]![(int)key[_firstWord[i]]]);
            }
        }
    }

    /// <summary>Orders keys as their values are ordered, nulls first; text by UTF-8 bytes.</summary>
    public int Compare(ReadOnlySpan<long> a, ReadOnlySpan<long> b)
    {
        for (var i = 0; i < _firstWord.Length; i++)
        {
            var order = IsNull(b, i).CompareTo(IsNull(a, i));
            if (order == 0 && !IsNull(a, i))
            {
                var word = _firstWord[i];
                order = _program.Identity[i].Field.Type.Kind switch
                {
                    TypeKind.String => a[word] == b[word] ? 0 : _texts[i]![(int)a[word]].SequenceCompareTo(_texts[i]![(int)b[word]]),
                    TypeKind.Decimal => Wide(a, word).CompareTo(Wide(b, word)),
                    _ => a[word].CompareTo(b[word]),
                };
            }

            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    /// <summary>Appends a key's values to their columns.</summary>
    public void Write(ReadOnlySpan<long> key, ReadOnlySpan<ColumnWriter> columns)
    {
        for (var i = 0; i < _firstWord.Length; i++)
        {
            var word = _firstWord[i];
            if (IsNull(key, i))
            {
                columns[i].Null();
                continue;
            }

            switch (_program.Identity[i].Field.Type.Kind)
            {
                case TypeKind.String: columns[i].Text(_texts[i]![(int)key[word]]); break;
                case TypeKind.Decimal: columns[i].Int128(Wide(key, word)); break;
                case TypeKind.Boolean: columns[i].Boolean(key[word] != 0); break;
                default: columns[i].Int64(key[word]); break;
            }
        }
    }

    /// <summary>For messages: <c>{origin=ATL, day=2001-04-01T00:00:00Z}</c>.</summary>
    public string Describe(ReadOnlySpan<long> key)
    {
        var parts = new List<string>();
        for (var i = 0; i < _firstWord.Length; i++)
        {
            var (field, word) = (_program.Identity[i].Field, _firstWord[i]);
            var value = IsNull(key, i) ? "null" : field.Type.Kind switch
            {
                TypeKind.String => System.Text.Encoding.UTF8.GetString(_texts[i]![(int)key[word]]),
                TypeKind.Decimal => Decimals.Format(Wide(key, word), field.Type.Scale),
                TypeKind.Timestamp => Time.Timestamps.Format(key[word]),
                TypeKind.Boolean => key[word] != 0 ? "true" : "false",
                _ => key[word].ToString(System.Globalization.CultureInfo.InvariantCulture),
            };
            parts.Add($"{field.Name}={value}");
        }

        return "{" + string.Join(", ", parts) + "}";
    }

    public void Clear()
    {
        foreach (var texts in _texts)
        {
            texts?.Clear();
        }
    }

    private static Int128 Wide(ReadOnlySpan<long> key, int word) => new(unchecked((ulong)key[word + 1]), unchecked((ulong)key[word]));

    private bool IsNull(ReadOnlySpan<long> key, int column) => _nullWord >= 0 && (key[_nullWord] & (1L << column)) != 0;

    /// <summary>Each dictionary entry of the batch is interned once, when the first row needs it.</summary>
    private void EncodeText(BatchEvaluator evaluator, BoundColumn column, int i, int count)
    {
        if (_entryIds.Length < column.Entries)
        {
            _entryIds = new int[Math.Max(column.Entries, _entryIds.Length * 2)];
        }

        _entryIds.AsSpan(0, column.Entries).Fill(-1);
        var (words, texts, selection) = (Columns[_firstWord[i]], _texts[i]!, evaluator.Selection);
        for (var k = 0; k < count; k++)
        {
            var row = selection[k];
            if (!Load.IsValid(column.Validity, row + column.BitOffset))
            {
                words[k] = 0;
                Columns[_nullWord][k] |= 1L << i;
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
        var words = Columns[_firstWord[i]];
        switch (vector)
        {
            case ValueVector<int> ints: Widen(ints.Values, words, count); break;
            case ValueVector<long> longs: longs.Values.AsSpan(0, count).CopyTo(words); break;
            case ValueVector<bool> flags: Widen(flags.Values, words, count); break;
            case ValueVector<Int128> wide: Split(wide.Values, words, Columns[_firstWord[i] + 1], count); break;
            case ValueVector<string> texts: Intern(texts.Values, _texts[i]!, words, count); break;
        }

        if (vector.Valid is not { } valid)
        {
            return;
        }

        for (var k = 0; k < count; k++)
        {
            if (!valid[k])
            {
                // A null's value words are zero, so that all nulls are one group.
                words[k] = 0;
                Columns[_nullWord][k] |= 1L << i;
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
