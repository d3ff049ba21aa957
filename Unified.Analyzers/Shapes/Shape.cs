using Microsoft.CodeAnalysis;
using Unified.Analyzers.Language;

namespace Unified.Analyzers.Shapes;

/// <summary>What an expression of a definition stands for.</summary>
internal abstract record Shape;

/// <summary>Something of which nothing is known: nothing is said of what is built over it.</summary>
internal sealed record UnknownShape : Shape
{
    public static UnknownShape Instance { get; } = new();
}

/// <summary>One value.</summary>
/// <param name="Kind">Its kind in a plan; null when it was refused, so that what is built over it is not refused again.</param>
/// <param name="Nullable">Whether it may be null; null where that is not known.</param>
internal sealed record ValueShape(string? Kind, bool? Nullable) : Shape
{
    /// <summary>A value that was refused.</summary>
    public static ValueShape Refused { get; } = new((string?)null, null);

    /// <summary>The same for every event.</summary>
    public bool IsConstant { get; init; }

    /// <summary>Precision and scale of a decimal as the plan prints them, where they are known.</summary>
    public string? Digits { get; init; }

    /// <summary>True for the source's event time, false for another value of its events, null where the source is not seen.</summary>
    public bool? IsEventTime { get; init; }

    /// <summary>The column that it is, by the path of properties that leads to it.</summary>
    public string? Column { get; init; }

    /// <summary>The window whose start it is.</summary>
    public WindowShape? Window { get; init; }

    /// <summary>The value of a type of which nothing but the type is known.</summary>
    public static ValueShape Of(ITypeSymbol? type) =>
        new(Kinds.Of(type), type is { IsValueType: true } ? Kinds.IsNullableValue(type) : null);

    /// <summary>As the plan prints its type.</summary>
    public string Type => (Kind == Kinds.Decimal ? $"decimal{Digits ?? "(,)"}" : Kind) + (Nullable == true ? "?" : "");
}

/// <summary>A window of events.</summary>
/// <param name="Function">The function that makes it.</param>
/// <param name="OverEventTime">Whether it is over the event time; null where that is not known.</param>
/// <param name="Length">Its length in microseconds, where all are as long and that is known.</param>
internal sealed record WindowShape(string Function, bool? OverEventTime, long? Length)
{
    /// <summary>True when it is merged from panes, so that it is no value of an event.</summary>
    public bool IsPaned => Function is "hopping" or "session" or "each";
}

/// <summary>A list of the event.</summary>
/// <param name="Element">What an element stands for.</param>
internal sealed record ListShape(Shape Element) : Shape;

/// <summary>Several values under names.</summary>
internal abstract record RecordShape : Shape
{
    /// <summary>What a member stands for; null when there is none.</summary>
    public abstract Shape? Find(string member);

    /// <summary>True when it may be missing as a whole, and can be compared with null.</summary>
    public virtual bool? MayBeMissing => false;
}

/// <summary>An object that a query makes.</summary>
/// <param name="Members">Its members, in order.</param>
internal sealed record MadeShape(IReadOnlyList<KeyValuePair<string, Shape>> Members) : RecordShape
{
    public override Shape? Find(string member) => Members.FirstOrDefault(m => m.Key == member).Value;
}

/// <summary>A group of events.</summary>
/// <param name="Key">What its key stands for.</param>
/// <param name="Element">What each of its events stands for.</param>
/// <param name="MayBeEmpty">True in a cogroup.</param>
/// <param name="Partial">True when only some of its events are meant.</param>
internal sealed record GroupShape(Shape Key, Shape Element, bool MayBeEmpty, bool Partial) : Shape;
