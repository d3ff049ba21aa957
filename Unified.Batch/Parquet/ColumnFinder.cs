using Unified.Errors;
using Unified.Logical;
using Unified.Types;

namespace Unified.Batch.Parquet;

/// <summary>
/// Finds the columns of a source in a file: by the column's name, by the path of its properties, by the path of its JSON fields. What can
/// be meant twice is refused; what is missing is what it would be in a record of the topic that lacks it.
/// </summary>
/// <param name="file">The file, for messages.</param>
/// <param name="root">Its columns.</param>
/// <param name="source">The source; null when columns are found by their whole names alone and none may be missing.</param>
/// <param name="folders">What the folders around the file say: <c>hour=07</c>.</param>
internal sealed class ColumnFinder(string file, FileNode root, SourceSchema? source, IReadOnlyDictionary<string, string> folders)
{
    // The columns of the source that each node can be meant by.
    private ILookup<FileNode, string>? _meant;

    /// <summary>Where a column's values are.</summary>
    /// <exception cref="DataException">Nowhere, or in two places.</exception>
    public ColumnOrigin Find(Field column)
    {
        var form = source?.Form(column.Name) ?? new ColumnForm(column.Name);
        var found = Matches(column.Name, form);
        if (found.Count > 1)
        {
            throw Refuse(column, $"both '{Text(found[0])}' and '{Text(found[1])}' can be meant",
                "Remove one of them from the file, or give the property another name");
        }

        return found.Count == 1 ? Found(column, form, found[0]) : Missing(column, form);
    }

    private ColumnOrigin Found(Field column, ColumnForm form, IReadOnlyList<FileNode> path)
    {
        if (source is not null && (_meant ??= Meant(source))[path[^1]].FirstOrDefault(name => name != column.Name) is { } other)
        {
            throw Refuse(column, $"'{Text(path)}' is that of column '{other}' as well",
                "Name the columns of the file by properties or by JSON fields, not some by the one and some by the other");
        }

        if (form.Presence && path[^1].Kind == FileNodeKind.Record)
        {
            return new PresenceOrigin(column, Around(form, path));
        }

        return path[^1].Kind == FileNodeKind.Value || (path[^1].Kind == FileNodeKind.Repeated && column.Type.Kind == TypeKind.List)
            ? new FoundOrigin(column, path, Around(form, [.. path.Take(path.Count - 1)]), form.Required && path.Count > 1)
            : throw Refuse(column,
                $"'{Text(path)}' is a {(path[^1].Kind == FileNodeKind.Record ? "record" : "list or map")}, not one value",
                "Declare what it holds, or write it as one value");
    }

    private ColumnOrigin Missing(Field column, ColumnForm form)
    {
        if (source is null)
        {
            throw HasNone(column, "Names match exactly: rename the column in the file or in the source's record.");
        }

        if (form.Path.Length == 1 && (Folder(column.Name) ?? Folder(form.Path[0])) is { } folder)
        {
            return OfFolder(column, folder);
        }

        if (Matches(column.Name, form with { IgnoreCase = true }) is [var other, ..])
        {
            throw HasNone(column, $"'{Text(other)}' differs in the case of letters: rename it, or say IgnoreCase in the source's Json.");
        }

        if (form.Presence)
        {
            return source.Columns.FirstOrDefault(c => c.Name.StartsWith(column.Name + ".", StringComparison.Ordinal)
                && Matches(c.Name, source.Form(c.Name)).Count > 0) is not { } inside ? new ConstantOrigin(column, false, RecordsAround.None)
                : throw Refuse(column, $"there is '{inside.Name}', and nothing says in which rows the record is there",
                    "Write the record as a struct, or a Boolean column of the record's name");
        }

        // The innermost record of the file that should hold the column.
        for (var depth = form.Path.Length - 1; depth > 0; depth--)
        {
            if (Records(column.Name, form, depth) is not { } records)
            {
                continue;
            }

            if (depth < form.Path.Length - 1)
            {
                return MissingRecord(column, form, depth + 1, records);
            }

            return Absent(column, form, Around(form, records));
        }

        return form.Path.Length > 1 ? MissingRecord(column, form, 1, []) : Absent(column, form, RecordsAround.None);
    }

    private ConstantOrigin Absent(Field column, ColumnForm form, RecordsAround around) =>
        form.Default is { } text ? new ConstantOrigin(column, CarrierText.TryParse(column.Type, text)
            ?? throw new InternalException($"Column '{column.Name}' has the default '{text}', which is no {column.Type}."), around)
        : column.Type.Nullable && !form.Required ? new ConstantOrigin(column, null, around)
        : throw HasNone(column, "Names match exactly: rename the column in the file or in the source's record. Where older files lack it, "
            + "declare the property nullable, or give it a default.");

    private ConstantOrigin MissingRecord(Field column, ColumnForm form, int depth, IReadOnlyList<FileNode> around) =>
        IsNullable(form, depth) ? new ConstantOrigin(column, null, Around(form, around))
            : throw HasNone(column,
                $"The record '{string.Join('.', form.Path.Take(depth))}' is required: declare it nullable, or write it.");

    private ConstantOrigin OfFolder(Field column, string text) =>
        text == "__HIVE_DEFAULT_PARTITION__" && column.Type.Nullable ? new ConstantOrigin(column, null, RecordsAround.None)
        : CarrierText.TryParse(column.Type, text) is { } value and not (double.NaN or double.PositiveInfinity or double.NegativeInfinity
            or float.NaN or float.PositiveInfinity or float.NegativeInfinity) ? new ConstantOrigin(column, value, RecordsAround.None)
        : throw Refuse(column, $"its folder says '{text}', which is no {column.Type}", "Rename the folder, or declare another type");

    private string? Folder(string name) => folders.GetValueOrDefault(name);

    private RecordsAround Around(ColumnForm form, IReadOnlyList<FileNode> records) => records.Count == 0 ? RecordsAround.None
        : new RecordsAround(records, [.. records.Select((_, i) => IsNullable(form, i + 1))]);

    /// <summary>Whether the record at the first names of a path may be missing: there is a column that says whether it is there.</summary>
    private bool IsNullable(ColumnForm form, int depth) => source!.Forms.Any(f => f.Presence && f.Path.Length == depth
        && f.Path.Items.SequenceEqual(form.Path.Items.Take(depth)));

    private ILookup<FileNode, string> Meant(SourceSchema all) => all.Columns
        .SelectMany(c => Matches(c.Name, all.Form(c.Name)).Select(path => (c.Name, Node: path[^1])))
        .ToLookup(m => m.Node, m => m.Name);

    private List<IReadOnlyList<FileNode>> Matches(string name, ColumnForm form) =>
        [.. Spellings(name, form).SelectMany(s => Walk(s, form.IgnoreCase)).DistinctBy(p => p[^1])];

    private IReadOnlyList<FileNode>? Records(string name, ColumnForm form, int depth) => Spellings(name, form)
        .Where(s => s.Length == form.Path.Length).SelectMany(s => Walk(s[..depth], form.IgnoreCase))
        .FirstOrDefault(p => p[^1].Kind == FileNodeKind.Record);

    private IEnumerable<string[]> Spellings(string name, ColumnForm form) => source is null ? [[name]]
        : [[name], name.Split('.'), [.. form.Path]];

    private IEnumerable<IReadOnlyList<FileNode>> Walk(string[] names, bool ignoreCase)
    {
        IEnumerable<IReadOnlyList<FileNode>> paths = [[]];
        foreach (var name in names)
        {
            paths = paths.SelectMany(p => (p.Count == 0 ? root : p[^1]).Named(name, ignoreCase)
                .Select(n => (IReadOnlyList<FileNode>)[.. p, n]));
        }

        return paths;
    }

    private static string Text(IEnumerable<FileNode> path) => string.Join('.', path.Select(n => n.Name));

    private DataException Refuse(Field column, string reason, string wayOut) =>
        new($"File '{file}', column '{column.Name}': {reason}. {wayOut}.");

    private DataException HasNone(Field column, string wayOut) =>
        new($"File '{file}' has no column '{column.Name}' ({column.Type}); it has {string.Join(", ", root.Paths())}. {wayOut}");
}
