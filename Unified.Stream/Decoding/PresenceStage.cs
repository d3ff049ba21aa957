using System.Text.Json;
using Unified.Columnar;
using Unified.Logical;
using Unified.Types;

namespace Unified.Streaming.Decoding;

/// <summary>Whether a nullable record is there: an object, not null and not left out. Its members are columns of their own.</summary>
internal sealed class PresenceStage(Field field, ColumnForm form) : FixedStage<bool>(field, form with { Default = "false" })
{
    protected override string? ReadValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> record)
    {
        Value = reader.TokenType == JsonTokenType.StartObject;
        return Value ? null : IsNot("an object", ref reader);
    }

    protected override void Append(ColumnWriter column, bool value) => column.Boolean(value);
}
