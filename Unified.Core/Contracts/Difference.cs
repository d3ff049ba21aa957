using Unified.Epochs;
using Unified.Types;

namespace Unified.Contracts;

/// <summary>One of the two layers.</summary>
public enum Layer
{
    /// <summary>Rows of the stream.</summary>
    Stream,

    /// <summary>Rows of generations.</summary>
    Batch,
}

/// <summary>
/// A difference between the layers, or why they cannot be compared yet. Facts only; <see cref="DifferenceText"/> has the words.
/// </summary>
/// <param name="Job">The job.</param>
/// <param name="Cause">Why.</param>
public sealed record Difference(string Job, DifferenceCause Cause)
{
    /// <summary>What tells the row apart; empty for a difference of whole epochs.</summary>
    public EquatableArray<KeyText> Keys { get; init; } = [];

    /// <summary>The columns that differ.</summary>
    public EquatableArray<ColumnDifference> Columns { get; init; } = [];

    /// <summary>The epochs that it lies in, ascending, as far as it could be narrowed down.</summary>
    public EquatableArray<EpochId> Epochs { get; init; } = [];

    /// <summary>The generation whose own rows are wrong: computed again, these epochs are as the stream has them.</summary>
    public WrongGeneration? Wrong { get; init; }

    /// <summary>One line for people.</summary>
    public string Message => DifferenceText.Of(this);

    /// <summary>The value of a key column.</summary>
    public string Key(string column) => Keys.First(k => k.Column == column).Value;
}

/// <summary>A key column of a row and its value, as people write it.</summary>
/// <param name="Column">The column.</param>
/// <param name="Value">The value.</param>
/// <param name="IsWindow">True when it is the window's start.</param>
public sealed record KeyText(string Column, string Value, bool IsWindow = false);

/// <summary>A column and its values in both layers, as text; null where the layer has no such row.</summary>
public sealed record ColumnDifference(string Column, string? Stream, string? Batch);

/// <summary>A generation that has to be given up.</summary>
/// <param name="Id">The generation.</param>
/// <param name="Rebuild">True when somebody asked for it.</param>
public sealed record WrongGeneration(ulong Id, bool Rebuild);
