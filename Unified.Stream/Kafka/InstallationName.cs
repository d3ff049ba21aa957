namespace Unified.Streaming.Kafka;

/// <summary>The name of an installation, and what carries it: one has no '-' and no '.', so where it ends is never in doubt.</summary>
public static class InstallationName
{
    private const int MaxLength = 40;

    /// <summary>Why it is none and what to do, or null.</summary>
    public static string? Problem(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length > MaxLength || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            ? "allowed are at most 40 letters, digits and '_', for example prod_eu."
            // unified.archive.<source> is the archive's group where there is only one installation.
            : name == "archive" ? "the groups of archives have that word. Choose another."
            : null;
    }

    /// <summary>What the client ids of an installation begin with.</summary>
    internal static string Clients(string installation) => $"unified-{installation}-";

    /// <summary>What the names of an installation's groups begin with.</summary>
    internal static string Groups(string installation) => installation.Length == 0 ? "unified." : $"unified.{installation}.";
}
