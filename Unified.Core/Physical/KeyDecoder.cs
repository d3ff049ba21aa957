using System.Text;
using Unified.Columnar;
using Unified.Logical;
using Unified.Types;

namespace Unified.Physical;

/// <summary>
/// What keys of words say: their order, their columns, their text. The texts are those of the encoder that made the keys.
/// </summary>
internal sealed class KeyDecoder(KeyEncoder encoder)
{
    private readonly KeyLayout _layout = encoder.Layout;
    private readonly TextDictionary?[] _texts = encoder.Texts;

    /// <summary>Orders keys as their values are ordered, nulls first; text by UTF-8 bytes.</summary>
    public int Compare(ReadOnlySpan<long> a, ReadOnlySpan<long> b)
    {
        for (var i = 0; i < _texts.Length; i++)
        {
            var order = _layout.IsNull(b, i).CompareTo(_layout.IsNull(a, i));
            if (order == 0 && !_layout.IsNull(a, i))
            {
                var word = _layout.FirstWord(i);
                order = _layout.Kind(i) switch
                {
                    TypeKind.String => a[word] == b[word] ? 0 : Text(a, i).SequenceCompareTo(Text(b, i)),
                    TypeKind.Double or TypeKind.Single =>
                        BitConverter.Int64BitsToDouble(a[word]).CompareTo(BitConverter.Int64BitsToDouble(b[word])),
                    TypeKind.UInt64 => unchecked((ulong)a[word]).CompareTo(unchecked((ulong)b[word])),
                    _ when _layout.IsWide(i) => KeyLayout.Wide(a, word).CompareTo(KeyLayout.Wide(b, word)),
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
        for (var i = 0; i < _texts.Length; i++)
        {
            var word = _layout.FirstWord(i);
            if (_layout.IsNull(key, i))
            {
                columns[i].Null();
                continue;
            }

            switch (_layout.Kind(i))
            {
                case TypeKind.String: columns[i].Text(Text(key, i)); break;
                case var _ when _layout.IsWide(i): columns[i].Int128(KeyLayout.Wide(key, word)); break;
                case TypeKind.Double: columns[i].Number(BitConverter.Int64BitsToDouble(key[word])); break;
                case TypeKind.Single: columns[i].Number((float)BitConverter.Int64BitsToDouble(key[word])); break;
                case TypeKind.UInt64: columns[i].Number(unchecked((ulong)key[word])); break;
                case TypeKind.Boolean: columns[i].Boolean(key[word] != 0); break;
                default: columns[i].Int64(key[word]); break;
            }
        }
    }

    /// <summary>For messages: <c>{origin=ATL, day=2001-04-01T00:00:00Z}</c>.</summary>
    public string Describe(ReadOnlySpan<long> key)
    {
        var parts = new List<string>();
        for (var i = 0; i < _texts.Length; i++)
        {
            var field = _layout.Columns[i];
            var value = _layout.IsNull(key, i) ? "null" : field.Type.Kind == TypeKind.String ? Encoding.UTF8.GetString(Text(key, i))
                : CarrierText.Format(field.Type, _layout.Value(key, i));
            parts.Add($"{field.Name}={value}");
        }

        return "{" + string.Join(", ", parts) + "}";
    }

    private ReadOnlySpan<byte> Text(ReadOnlySpan<long> key, int i) => _texts[i]![(int)key[_layout.FirstWord(i)]];
}
