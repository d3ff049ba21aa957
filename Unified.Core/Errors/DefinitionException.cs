namespace Unified.Errors;

/// <summary>A place in the source text of a definition.</summary>
/// <param name="File">The file's name, without its folder: a path would differ from machine to machine.</param>
/// <param name="Line">The line, from 1.</param>
public readonly record struct SourcePlace(string File, int Line)
{
    /// <summary>The path as the compiler knows it: for debuggers, and in no message.</summary>
    internal string? Path { get; init; }

    /// <inheritdoc />
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{File}:{Line}");
}

/// <summary>One thing that an author must change.</summary>
/// <param name="Code">A stable code, <c>UNI0001</c> and up, listed in <c>docs/errors.md</c>.</param>
/// <param name="Node">The part of the definition that was refused, printed as C#.</param>
/// <param name="Reason">Why it cannot be planned.</param>
/// <param name="WayOut">What to write instead.</param>
public sealed record DefinitionMistake(string Code, string Node, string Reason, string WayOut)
{
    /// <summary>The job, when it is known.</summary>
    public string? Job { get; init; }

    /// <summary>Where the clause stands that was refused, when it is known.</summary>
    public SourcePlace? Place { get; init; }

    /// <summary>One line: place, job, code, node, reason and way out.</summary>
    public override string ToString() =>
        $"{(Place is { } place ? $"{place}: " : "")}{(Job is null ? "" : $"job '{Job}': ")}{Code}: {Node}: {Reason} {WayOut}";
}

/// <summary>
/// The author of a job must change its definition. Raised while the plan is built, never while it runs; names all mistakes that were found.
/// </summary>
public sealed class DefinitionException : UnifiedException
{
    /// <summary>One mistake.</summary>
    public DefinitionException(string code, string node, string reason, string wayOut)
        : this([new DefinitionMistake(code, node, reason, wayOut)])
    {
    }

    /// <summary>Several mistakes, at least one.</summary>
    public DefinitionException(IReadOnlyList<DefinitionMistake> mistakes)
        : base(string.Join("\n", mistakes)) => Mistakes = mistakes;

    /// <summary>All of them, in the order of the definition.</summary>
    public IReadOnlyList<DefinitionMistake> Mistakes { get; }

    /// <summary>The first one's code, such as <c>UNI0007</c>.</summary>
    public string Code => Mistakes[0].Code;

    /// <summary>The first one's part of the definition.</summary>
    public string Node => Mistakes[0].Node;

    /// <summary>Why the first one was refused.</summary>
    public string Reason => Mistakes[0].Reason;

    /// <summary>What to write instead of the first one.</summary>
    public string WayOut => Mistakes[0].WayOut;
}
