namespace Unified.Types;

/// <summary>What the elements of a list are.</summary>
public enum ElementKind
{
    /// <summary>One value each: a field without a name.</summary>
    Value,

    /// <summary>A record each: its fields.</summary>
    Record,

    /// <summary>An entry of a dictionary each: the field <c>Key</c>, and <c>Value</c> or the fields of a record,
    /// <c>Value.Name</c>.</summary>
    Entry,
}

/// <summary>The elements of a list. Immutable; equal by what it says.</summary>
/// <param name="Kind">What each is.</param>
/// <param name="Fields">Their fields, at least one; those of records in them by path.</param>
public sealed record ListElement(ElementKind Kind, EquatableArray<Field> Fields)
{
    /// <summary>The field of an entry's key.</summary>
    public const string Key = "Key";

    /// <summary>The field of an entry's value, or what the names of its fields begin with.</summary>
    public const string Value = "Value";

    /// <summary>The name of the column that a field becomes when elements become rows.</summary>
    /// <param name="prefix">The name of the elements.</param>
    /// <param name="field">The field's name.</param>
    public static string Column(string prefix, string field) => field.Length == 0 ? prefix : $"{prefix}.{field}";

    /// <summary>Reads what <see cref="ToString"/> wrote; null when it is none.</summary>
    public static ListElement? TryParse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var kind = Enum.GetValues<ElementKind>().Cast<ElementKind?>()
            .FirstOrDefault(k => text.StartsWith(Word(k!.Value), StringComparison.Ordinal));
        if (kind is not { } known || !text.EndsWith(')'))
        {
            return null;
        }

        var inside = text[Word(known).Length..^1];
        return known == ElementKind.Value ? new ListElement(known, [new Field("", DataType.Parse(inside))])
            : new ListElement(known, [.. Parts(inside).Select(part => part.Split(": ", 2))
                .Select(part => part.Length == 2 ? new Field(part[0], DataType.Parse(part[1]))
                    : throw new Errors.DataException($"'{text}' is not a list that this version of Unified knows."))]);
    }

    /// <summary>For example <c>list(int32)</c>, <c>records(Sku: string, Price: decimal(10,2))</c>.</summary>
    public override string ToString() => Kind == ElementKind.Value ? $"{Word(Kind)}{Fields[0].Type})"
        : $"{Word(Kind)}{string.Join(", ", Fields)})";

    private static string Word(ElementKind kind) => kind switch
    {
        ElementKind.Value => "list(",
        ElementKind.Record => "records(",
        _ => "entries(",
    };

    // What stands between commas that are in no parentheses of their own.
    private static IEnumerable<string> Parts(string text)
    {
        var (depth, start) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (depth == 0 && text[i] == ',')
            {
                yield return text[start..i];
                start = i + 2;
            }
        }

        yield return text[start..];
    }
}
