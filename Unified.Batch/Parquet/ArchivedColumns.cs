using ParquetSharp;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Errors;
using Unified.Logical;
using Unified.Types;
using ColumnDescriptor = ParquetSharp.ColumnDescriptor;

namespace Unified.Batch.Parquet;

/// <summary>
/// How the columns under which an epoch was archived stand to those that the source declares now. A record was judged by the columns of
/// that day: under others it might have been accepted or quarantined, and the stream, which reads the topic again, judges it by those of
/// today. So only changes that can change no verdict are taken.
/// </summary>
internal static class ArchivedColumns
{
    /// <summary>The nullable columns that were declared after the epoch was archived; nearly always none.</summary>
    /// <exception cref="DataException">The columns differ in a way that could change what a record means.</exception>
    public static IReadOnlyList<Field> Added(string file, SourceSchema source, FileMetaData archived, long quarantined)
    {
        var metadata = archived.KeyValueMetadata;
        if (ArchiveLayout.CutOtherwise(metadata, source) is { } cut)
        {
            throw Refuse(file, source, [$"its records were {cut}, and are {source.Format}"],
                "a record has other events under those of today");
        }

        if (ArchiveLayout.Respelled(metadata, source) is { } respelled)
        {
            throw Refuse(file, source, [$"'{respelled.Name}' was read from other fields or spellings"],
                "its records may mean something else under those of today");
        }

        var then = ArchiveLayout.Columns(metadata)?.ToDictionary(c => c.Name, c => (DataType?)c.Type, StringComparer.Ordinal)
            ?? Declared(archived.Schema);
        var now = source.Columns.ToDictionary(c => c.Name, c => c.Type, StringComparer.Ordinal);
        var added = source.Columns.Where(c => !then.ContainsKey(c.Name)).ToList();
        var both = then.Where(c => now.ContainsKey(c.Key)).Select(c => (Name: c.Key, Then: c.Value, Now: now[c.Key])).ToList();
        var narrower = added.Where(c => !c.Type.Nullable).Select(c => $"'{c.Name}' ({c.Type}) was not declared")
            .Concat(both.Where(c => !Holds(c.Now, c.Then)).Select(c => Changed(c.Name, c.Then, c.Now))).ToList();
        if (narrower.Count > 0)
        {
            throw Refuse(file, source, narrower, "its records may mean something else under the columns of today");
        }

        var wider = then.Where(c => !now.ContainsKey(c.Key)).Select(c => $"'{c.Key}' ({Name(c.Value)}) was declared")
            .Concat(both.Where(c => c.Now != c.Then).Select(c => Changed(c.Name, c.Then, c.Now))).ToList();
        var consequence = FormattableString.Invariant($"the {quarantined} records that could not be decoded then may be good today");
        return wider.Count == 0 || quarantined == 0 ? added : throw Refuse(file, source, wider, consequence);
    }

    /// <summary>A record has a value for a column that was declared later: it was never judged.</summary>
    public static DataException Unjudged(string file, SourceSchema source, Field column, long offset) => Refuse(
        file, source, [$"'{column.Name}' ({column.Type}) was not declared"],
        FormattableString.Invariant($"the record at offset {offset} has a field of that name, ")
            + $"which was kept unread in {LineageColumns.Extra}");

    private static DataException Refuse(string file, SourceSchema source, IEnumerable<string> changes, string consequence) => new(
        $"File '{file}' was archived when source '{source.Name}' had other columns ({string.Join(", ", changes)}), and {consequence}. " +
        "Decode it again with 'archive --redecode', which needs no Kafka. Where that is refused, give the source another Name, so that " +
        "its topic is archived again from the beginning under the columns of today; or declare the columns as they were.");

    private static string Changed(string name, DataType? then, DataType now) => $"'{name}' was {Name(then)}, is {now}";

    private static string Name(DataType? type) => type is { } known ? known.ToString() : "of another type";

    /// <summary>Every value that was accepted for <paramref name="then"/> is a value of <paramref name="now"/>, and the same.</summary>
    private static bool Holds(DataType now, DataType? then) =>
        then is { } old && (now.Nullable || !old.Nullable) && (old.Kind, now.Kind) switch
        {
            var (_, _) when old.IntegerRange is { } inner && now.IntegerRange is { } outer =>
                inner.Min >= outer.Min && inner.Max <= outer.Max,
            (TypeKind.Single, TypeKind.Double) => false,
            (TypeKind.Enum, TypeKind.Enum) => now.AsRequired() == old.AsRequired(),
            (TypeKind.Decimal, TypeKind.Decimal) => now.Scale >= old.Scale && now.Precision - now.Scale >= old.Precision - old.Scale,
            var (a, b) => a == b,
        };

    /// <summary>The declared columns by name; the type is null when no declared column could have had it.</summary>
    private static Dictionary<string, DataType?> Declared(SchemaDescriptor schema)
    {
        var columns = new Dictionary<string, DataType?>(StringComparer.Ordinal);
        for (var i = 0; i < schema.NumColumns; i++)
        {
            var column = schema.Column(i);
            // What begins with an underscore is lineage: no declared column does (UNI0026).
            if (column.Name[0] != '_')
            {
                columns.Add(column.Path.ToDotString(), Type(column)?.WithNull(column.MaxDefinitionLevel > 0));
            }
        }

        return columns;
    }

    private static DataType? Type(ColumnDescriptor column)
    {
        using var logical = column.LogicalType;
        return (column.PhysicalType, logical) switch
        {
            (PhysicalType.Boolean, _) => DataType.Boolean,
            (_, DecimalLogicalType d) => DataType.Decimal(d.Precision, d.Scale),
            (PhysicalType.Int64, TimestampLogicalType) => DataType.Timestamp,
            (PhysicalType.Int32, NoneLogicalType or IntLogicalType { BitWidth: 32, IsSigned: true }) => DataType.Int32,
            (PhysicalType.Int64, NoneLogicalType or IntLogicalType { BitWidth: 64, IsSigned: true }) => DataType.Int64,
            (PhysicalType.ByteArray, StringLogicalType) => DataType.String,
            _ => null,
        };
    }
}
