using System.Collections.Immutable;
using ParquetSharp;
using ParquetSharp.Schema;

namespace Unified.Batch.Parquet;

/// <summary>
/// A column of a file, or a record of columns (a struct), or a list or map, of which nothing is read. Immutable; equal to itself alone.
/// </summary>
internal sealed class FileNode(string name, FileNodeKind kind, int leaf, bool isText, ImmutableArray<FileNode> children)
{
    /// <summary>The name, as it stands in the file.</summary>
    public string Name { get; } = name;

    /// <summary>What it is.</summary>
    public FileNodeKind Kind { get; } = kind;

    /// <summary>The number of the column; of a record the number of its first one.</summary>
    public int Leaf { get; } = leaf;

    /// <summary>How many columns it has; 1 for a column.</summary>
    public int Leaves => Children.Length == 0 ? 1 : Children.Sum(c => c.Leaves);

    /// <summary>True for a column whose bytes may be text: the file says so, or says nothing.</summary>
    public bool IsText { get; } = isText;

    /// <summary>The columns of a record.</summary>
    public ImmutableArray<FileNode> Children { get; } = children;

    /// <summary>The columns of a file, as a record without a name.</summary>
    public static FileNode Of(SchemaDescriptor schema)
    {
        var leaf = 0;
        return Of(schema.GroupNode, ref leaf);
    }

    /// <summary>The children of an exact name, else those that differ in the case of ASCII letters alone, where that is wanted.</summary>
    public IReadOnlyList<FileNode> Named(string name, bool ignoreCase)
    {
        if (Kind != FileNodeKind.Record)
        {
            return [];
        }

        FileNode[] exact = [.. Children.Where(c => c.Name == name)];
        return exact.Length > 0 || !ignoreCase ? exact : [.. Children.Where(c => Ascii(c.Name) == Ascii(name))];
    }

    /// <summary>The paths of all columns, as people write them.</summary>
    public IEnumerable<string> Paths() => Children.SelectMany(c => c.Kind == FileNodeKind.Record
        ? c.Paths().Select(p => $"{c.Name}.{p}") : [c.Name]);

    private static FileNode Of(Node node, ref int leaf)
    {
        using var logical = Logical(node, out var isKnown);
        if (node is not GroupNode group)
        {
            var kind = node.Repetition == Repetition.Repeated ? FileNodeKind.Repeated : FileNodeKind.Value;
            return new FileNode(node.Name, kind, leaf++, isKnown && IsTextOrNothing(logical), []);
        }

        var first = leaf;
        var children = ImmutableArray.CreateBuilder<FileNode>();
        foreach (var child in group.Fields)
        {
            children.Add(Of(child, ref leaf));
        }

        var isRecord = isKnown && node.Repetition != Repetition.Repeated && (logical is null or NoneLogicalType);
        return new FileNode(node.Name, isRecord ? FileNodeKind.Record : FileNodeKind.Repeated, first, false, children.ToImmutable());
    }

    // Newer types of Parquet than the library has a class for.
    private static LogicalType? Logical(Node node, out bool isKnown)
    {
        isKnown = true;
        try
        {
            return node.LogicalType;
        }
        catch (ArgumentException)
        {
            isKnown = false;
            return null;
        }
    }

    private static bool IsTextOrNothing(LogicalType? type) =>
        type is null or NoneLogicalType or StringLogicalType or EnumLogicalType or JsonLogicalType;

    private static string Ascii(string name) => string.Create(name.Length, name, (to, from) =>
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[i] = char.IsAsciiLetterUpper(from[i]) ? (char)(from[i] | 0x20) : from[i];
        }
    });
}

/// <summary>What a node of a file's schema is.</summary>
internal enum FileNodeKind
{
    /// <summary>A column with one value, or none, a row.</summary>
    Value,

    /// <summary>A struct.</summary>
    Record,

    /// <summary>Lists, maps and whatever else has several values a row, or a form of its own.</summary>
    Repeated,
}
