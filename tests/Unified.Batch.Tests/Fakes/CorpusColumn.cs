using Unified.Definition;
using Unified.Epochs;
using Unified.Logical;
using Unified.Types;

namespace Unified.Batch.Tests.Fakes;

/// <summary>A column of some file, in records or not, and a source that has it.</summary>
internal sealed record CorpusColumn(string[] Path)
{
    public string Name => string.Join('.', Path);

    /// <summary>A source with the column; all records around it may be missing.</summary>
    public SourceSchema Source(DataType type) => Sources.Of(
        [
            .. Enumerable.Range(1, Path.Length - 1).Select(n => string.Join('.', Path[..n])).Where(n => n != Name)
                .Select(n => new Field(n, DataType.Boolean)),
            new Field(Name, type),
        ],
        [
            .. Enumerable.Range(1, Path.Length - 1)
                .Select(n => new ColumnForm(string.Join('.', Path[..n])) { Path = [.. Path[..n]], Presence = true }),
            new ColumnForm(Name) { Path = [.. Path] },
        ]);
}

/// <summary>Sources made for tests of files.</summary>
internal static class Sources
{
    public static SourceSchema Of(IReadOnlyList<Field> columns, params IReadOnlyList<ColumnForm> forms) => new()
    {
        Name = "source",
        Topic = "topic",
        Format = default,
        Partitions = 1,
        Epochs = new EpochLength(1024),
        History = "lake",
        HistoryUntil = 0,
        EventTime = columns[0].Name,
        Columns = [.. columns],
        Forms = [.. forms],
    };
}
