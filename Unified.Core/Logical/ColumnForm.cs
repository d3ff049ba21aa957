using Unified.Definition;
using Unified.Types;

namespace Unified.Logical;

/// <summary>How a column is spelled in the records of its source. Immutable; equal by what it says.</summary>
/// <param name="Column">The column's name.</param>
public sealed record ColumnForm(string Column)
{
    /// <summary>The names of the JSON fields that lead to it, the outermost first. Default: the column's own name.</summary>
    public EquatableArray<string> Path { get => field.Length == 0 ? [Column] : field; init; }

    /// <summary>What a time that is a number counts; null when numbers are refused.</summary>
    public UnixTimeUnit? UnixTime { get; init; }

    /// <summary>True when a number may be text.</summary>
    public bool NumbersInText { get; init; }

    /// <summary>True when text may be a number, true or false.</summary>
    public bool TextOfNumbers { get; init; }

    /// <summary>True when the names of <see cref="Path"/> may differ in the case of ASCII letters.</summary>
    public bool IgnoreCase { get; init; }

    /// <summary>The value where the field is missing, as <see cref="CarrierText"/> writes it; null when there is none.</summary>
    public string? Default { get; init; }

    /// <summary>True for the column that says whether an object is there at <see cref="Path"/>: a nullable record.</summary>
    public bool Presence { get; init; }

    /// <summary>True for a column that is null only where the nullable record around it is missing.</summary>
    public bool Required { get; init; }

    /// <summary>How the fields of a list's elements are spelled whose spelling is not plain; their paths begin at the element, in a
    /// dictionary at the value of an entry.</summary>
    public EquatableArray<ColumnForm> Elements { get; init; } = [];

    /// <summary>How a field of a list's elements is spelled.</summary>
    public ColumnForm Element(string field) => Elements.FirstOrDefault(f => f.Column == field) ?? new ColumnForm(field);

    /// <summary>True when there is nothing to say of the column.</summary>
    public bool IsPlain => Equals(new ColumnForm(Column));

    /// <inheritdoc />
    public override string ToString()
    {
        var words = new List<string>();
        if (Path.Length > 1 || Path[0] != Column)
        {
            words.Add($"at {System.Text.Json.JsonSerializer.Serialize(Path.Items.ToArray())}");
        }

        if (UnixTime is { } unit)
        {
            words.Add($"unix {unit}");
        }

        words.AddRange(new[] { (NumbersInText, "numbers in text"), (TextOfNumbers, "text of numbers"), (IgnoreCase, "any case"), (Presence,
            "presence"), (Required, "required") }.Where(w => w.Item1).Select(w => w.Item2));
        if (Default is { } value)
        {
            words.Add($"default {System.Text.Json.JsonSerializer.Serialize(value)}");
        }

        if (Elements.Length > 0)
        {
            words.Add($"elements [{string.Join("; ", Elements)}]");
        }

        return $"{Column}: {string.Join(", ", words)}";
    }

    /// <inheritdoc />
    public bool Equals(ColumnForm? other) => other is not null && Column == other.Column && Path == other.Path && Elements == other.Elements
        && (UnixTime, NumbersInText, TextOfNumbers, IgnoreCase, Default, Presence, Required)
        == (other.UnixTime, other.NumbersInText, other.TextOfNumbers, other.IgnoreCase, other.Default, other.Presence, other.Required);

    /// <inheritdoc />
    public override int GetHashCode() => Column.GetHashCode(StringComparison.Ordinal);
}
