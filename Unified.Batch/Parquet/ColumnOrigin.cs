using Unified.Types;

namespace Unified.Batch.Parquet;

/// <summary>Where in a file the values of a wanted column are.</summary>
/// <param name="Column">The wanted column.</param>
internal abstract record ColumnOrigin(Field Column)
{
    /// <summary>The column of the file that must be read for it; null when there is none.</summary>
    public virtual int? Leaf => null;

    /// <summary>All columns of the file that must be read for it.</summary>
    public virtual IEnumerable<int> Leaves => Leaf is { } leaf ? [leaf] : [];
}

/// <summary>A column of the file, at the top or in records.</summary>
/// <param name="Column">The wanted column.</param>
/// <param name="Path">The nodes that lead to it, the outermost first.</param>
/// <param name="Around">The records around it.</param>
/// <param name="IsRequired">True when no value may be missing where the records around it are there.</param>
internal sealed record FoundOrigin(Field Column, IReadOnlyList<FileNode> Path, RecordsAround Around, bool IsRequired) : ColumnOrigin(Column)
{
    public override int? Leaf => Path[^1].Leaf;

    public override IEnumerable<int> Leaves => Enumerable.Range(Path[^1].Leaf, Path[^1].Leaves);
}

/// <summary>Whether a record is there.</summary>
/// <param name="Column">The wanted column.</param>
/// <param name="Around">The records, the asked one last.</param>
internal sealed record PresenceOrigin(Field Column, RecordsAround Around) : ColumnOrigin(Column)
{
    public override int? Leaf => Around.Path[^1].Leaf;
}

/// <summary>The file lacks the column: one value in every row, where the records around it are there.</summary>
/// <param name="Column">The wanted column.</param>
/// <param name="Value">The value in its carrier, or null.</param>
/// <param name="Around">The records around it that the file has.</param>
internal sealed record ConstantOrigin(Field Column, object? Value, RecordsAround Around) : ColumnOrigin(Column)
{
    public override int? Leaf => Around.Path.Count == 0 ? null : Around.Path[^1].Leaf;
}

/// <summary>The records (structs) around a column.</summary>
/// <param name="Path">Their nodes, the outermost first.</param>
/// <param name="Nullable">Which of them may be missing.</param>
internal sealed record RecordsAround(IReadOnlyList<FileNode> Path, IReadOnlyList<bool> Nullable)
{
    public static RecordsAround None { get; } = new([], []);
}
