using System.Globalization;

namespace Unified.Types;

/// <summary>The members of an enumeration by ascending number, names of one number by ordinal. Immutable; equal by what it says.</summary>
/// <param name="Items">Name and number of each; at least one.</param>
public sealed record EnumMembers(EquatableArray<(string Name, int Number)> Items)
{
    /// <summary>The smallest number of a member that tables can hold.</summary>
    public const int MinNumber = short.MinValue;

    /// <summary>The largest number of a member that tables can hold.</summary>
    public const int MaxNumber = short.MaxValue;

    /// <summary>The name of a number, or null when no member has it. Of several names the first is meant.</summary>
    public string? Find(int number)
    {
        foreach (var (name, value) in Items)
        {
            if (value == number)
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>The number of an exact name, or null.</summary>
    public int? Find(string name)
    {
        foreach (var (known, value) in Items)
        {
            if (known == name)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>One name for each number: what tables hold.</summary>
    public IEnumerable<(string Name, int Number)> Distinct() => Items.DistinctBy(m => m.Number);

    /// <summary>Reads what <see cref="ToString"/> wrote; null when it is none.</summary>
    public static EnumMembers? TryParse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        const string Prefix = "enum(";
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || !text.EndsWith(')'))
        {
            return null;
        }

        var items = new List<(string, int)>();
        foreach (var item in text[Prefix.Length..^1].Split(','))
        {
            if (item.Split('=') is not [var name, var number]
                || !int.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            {
                return null;
            }

            items.Add((name, value));
        }

        return new EnumMembers([.. items]);
    }

    /// <summary>For example <c>enum(Open=0,Paid=1)</c>.</summary>
    public override string ToString() =>
        $"enum({string.Join(",", Items.Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.Name}={m.Number}")))})";
}
