using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Unified.Columnar;
using Unified.Logical;
using Unified.Types;

namespace Unified.Streaming.Decoding;

/// <summary>A member of an enumeration: its exact name, or its number. A number that no member has is none.</summary>
internal sealed class EnumStage : FixedStage<int>
{
    private readonly EnumMembers _members;
    private readonly Utf8Dictionary _names = new();

    public EnumStage(Field field, ColumnForm form)
        : base(field, form)
    {
        _members = field.Type.Members!;
        foreach (var (name, _) in _members.Items)
        {
            _names.GetOrAdd(Encoding.UTF8.GetBytes(name), out _);
        }
    }

    protected override string? ReadValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> record)
    {
        if (reader.TokenType == JsonTokenType.Number)
        {
            if (Utf8Parser.TryParse(reader.ValueSpan, out int number, out var read) && read == reader.ValueSpan.Length
                && _members.Find(number) is not null)
            {
                Value = number;
                return null;
            }
        }
        else if (reader.TokenType == JsonTokenType.String && TryText(ref reader, out var text) && _names.Find(text) is var known and >= 0)
        {
            Value = _members.Items[known].Number;
            return null;
        }

        return IsNot($"a member of {_members}", ref reader);
    }

    protected override void Append(ColumnWriter column, int value) => column.Number(value);
}
