using System.Text;

namespace Unified.Hosting.Scaffolding;

/// <summary>Names of C# for names of data.</summary>
internal static class Identifiers
{
    // What a record has by itself, or may not have.
    private static readonly HashSet<string> Taken = new(StringComparer.Ordinal)
    {
        "Clone", "Deconstruct", "EqualityContract", "Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "PrintMembers",
        "ReferenceEquals", "ToString",
    };

    /// <summary>The words of a name: <c>order_id</c>, <c>orderId</c> and <c>order-id</c> have two.</summary>
    public static IReadOnlyList<string> Words(string name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var c = name[i];
            var begins = char.IsUpper(c) && word.Length > 0
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (!char.IsLetterOrDigit(c) || begins)
            {
                End();
            }

            if (char.IsLetterOrDigit(c))
            {
                word.Append(c);
            }
        }

        End();
        return words;

        void End()
        {
            if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }
    }

    /// <summary><c>OrderId</c>.</summary>
    public static string Pascal(string name)
    {
        var text = string.Concat(Words(name).Select(w => char.ToUpperInvariant(w[0]) + w[1..]));
        return text.Length == 0 ? "Unnamed" : char.IsDigit(text[0]) ? "N" + text : text;
    }

    /// <summary>The name of a property of a record, not one of those it has already.</summary>
    public static string Property(string json, string record, ICollection<string> others)
    {
        var name = Pascal(json);
        name = Taken.Contains(name) || name == record ? name + "Value" : name;
        return Unique(name, others);
    }

    /// <summary>The name, with a number behind it where it is taken.</summary>
    public static string Unique(string name, ICollection<string> others)
    {
        var unique = name;
        for (var number = 2; others.Contains(unique); number++)
        {
            unique = FormattableString.Invariant($"{name}{number}");
        }

        others.Add(unique);
        return unique;
    }

    /// <summary>One of several: <c>Orders</c> is <c>Order</c>.</summary>
    public static string Singular(string name) =>
        name.EndsWith("ies", StringComparison.Ordinal) && name.Length > 4 ? name[..^3] + "y"
        : new[] { "sses", "xes", "ches", "shes" }.Any(e => name.EndsWith(e, StringComparison.Ordinal)) ? name[..^2]
        : name.EndsWith('s') && !name.EndsWith("ss", StringComparison.Ordinal) && name.Length > 3 ? name[..^1]
        : name;

    /// <summary>A C# string literal.</summary>
    public static string Literal(string text) => "\"" + string.Concat(text.Select(c => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        _ when char.IsControl(c) || c is '\u2028' or '\u2029' || char.IsSurrogate(c) => FormattableString.Invariant($"\\u{(int)c:x4}"),
        _ => c.ToString(),
    })) + "\"";
}
