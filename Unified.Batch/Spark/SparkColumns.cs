using System.Globalization;
using ParquetSharp;
using Unified.Batch.Engines;
using Unified.Batch.Parquet;
using Unified.Errors;
using Unified.Logical;
using Unified.Sql;
using Unified.Time;
using Unified.Types;
using Field = Unified.Types.Field;

namespace Unified.Batch.Spark;

/// <summary>How the columns of a source are read in one file, in the SQL of Spark: equal for files that are read alike.</summary>
internal sealed class SparkColumns
{
    private static readonly SqlEngine Engine = SqlEngine.Spark;

    private readonly Dictionary<string, string> _columns;

    private SparkColumns(Dictionary<string, string> columns) => _columns = columns;

    /// <summary>Equal for files that are read alike.</summary>
    public string Signature => string.Join('\n', _columns.Select(c => $"{c.Key}={c.Value}"));

    /// <summary>A column as a value of expressions.</summary>
    public string Read(Field column) => _columns[column.Name];

    /// <summary>Looks for the columns in a file.</summary>
    /// <exception cref="DataException">One is not there.</exception>
    /// <exception cref="EngineRefusal">Spark would read other values of it than we do.</exception>
    public static SparkColumns Of(string file, ParquetFileReader footer, SourceSchema? source, IReadOnlyDictionary<string, string> folders,
        IEnumerable<Field> columns)
    {
        var schema = footer.FileMetaData.Schema;
        var finder = new ColumnFinder(file, FileNode.Of(schema), source, folders);
        return new SparkColumns(columns.ToDictionary(c => c.Name, c => Column(file, c, finder.Find(c), schema, source?.Form(c.Name)),
            StringComparer.Ordinal));
    }

    private static string Column(string file, Field column, ColumnOrigin origin, SchemaDescriptor schema, ColumnForm? form)
    {
        switch (origin)
        {
            case ConstantOrigin { Around.Path.Count: 0 } constant:
                return Engine.Literal(constant.Value, column.Type);
            case FoundOrigin { Path: [.., { Kind: FileNodeKind.Value }] } found
                when found.Path.Count == 1 || found.Around.Nullable.All(n => !n):
                var name = string.Join('.', found.Path.Select(n => Engine.Quote(n.Name)));
                var leaf = schema.Column(found.Path[^1].Leaf);
                var value = Value(column.Type, name, leaf, form, found.Path[^1].IsText) ?? throw Refuse(file, column, leaf);
                return column.Type.Nullable || leaf.MaxDefinitionLevel == 0 ? value
                    : $"coalesce({value}, CAST({Sql.Spark.Error($"column '{column.Name}' is null in a row, and is required: {file}")} AS "
                        + $"{Engine.TypeName(column.Type)}))";
            default:
                throw new EngineRefusal($"File '{file}', column '{column.Name}': a list, a map, or in a record that may be missing, which "
                    + "Spark would read in another way than the native engine. Use --engine native.");
        }
    }

    // A form only where every value that Spark reads is the one that our own reader reads.
    private static string? Value(DataType type, string name, ColumnDescriptor leaf, ColumnForm? form, bool isText)
    {
        using var logical = Logical(leaf, out var isKnown);
        return !isKnown ? null : (type.Kind, leaf.PhysicalType, logical) switch
        {
            (TypeKind.Boolean, PhysicalType.Boolean, _) => name,
            (TypeKind.Timestamp, PhysicalType.Int64, TimestampLogicalType { TimeUnit: TimeUnit.Millis or TimeUnit.Micros })
                when form?.UnixTime is null => Between($"unix_micros(CAST({name} AS TIMESTAMP))", Timestamps.First, Timestamps.Last),
            (TypeKind.Timestamp, PhysicalType.Int32, DateLogicalType) =>
                Between($"(CAST(unix_date({name}) AS BIGINT) * {Timestamps.MicrosPerDay})", Timestamps.First, Timestamps.Last),
            (TypeKind.Date, PhysicalType.Int32, DateLogicalType) =>
                Between($"unix_date({name})", Day(Timestamps.First), Day(Timestamps.Last)),
            (TypeKind.Duration, PhysicalType.Int64, null or NoneLogicalType or IntLogicalType { IsSigned: true }) => name,
            (TypeKind.Double, PhysicalType.Double or PhysicalType.Float, null or NoneLogicalType) =>
                Finite($"CAST({name} AS DOUBLE)"),
            (TypeKind.Single, PhysicalType.Float, null or NoneLogicalType) => Finite(name),
            (TypeKind.Decimal, _, DecimalLogicalType d) when d.Scale <= type.Scale => $"CAST({name} AS {Sql.Spark.Type(type)})",
            (TypeKind.String, PhysicalType.ByteArray, _) when isText => $"validate_utf8(CAST({name} AS STRING))",
            (TypeKind.List, PhysicalType.ByteArray, _) when form is null && isText => $"CAST({name} AS STRING)",
            (TypeKind.Enum, PhysicalType.ByteArray, _) when isText => Member(name, type),
            (_, PhysicalType.Int32 or PhysicalType.Int64, null or NoneLogicalType or IntLogicalType) when type.IsInteger =>
                Sql.Spark.Cast(name, type),
            _ => null,
        };
    }

    // What no record of a topic can hold is refused in a file too.
    private static string Finite(string value) => $"(case when isnan({value}) or abs({value}) = CAST('Infinity' AS DOUBLE) "
        + $"then {Sql.Spark.Error("a value that is no number")} else {value} end)";

    private static string Between(string value, long first, long last) => string.Create(CultureInfo.InvariantCulture,
        $"(case when {value} not between {first}L and {last}L then {Sql.Spark.Error("a time outside the years 1 to 9999")} ")
        + $"else {value} end)";

    private static long Day(long micros) => Timestamps.FloorDiv(micros, Timestamps.MicrosPerDay);

    private static string Member(string name, DataType type) => Sql.Spark.Let("e", $"CAST({name} AS STRING)", "case e "
        + string.Concat(type.Members!.Items.Select(m => $"when {Sql.Spark.Text(m.Name)} then {Engine.Literal(m.Number, DataType.Int32)} "))
        + $"else case when e is not null then {Sql.Spark.Error("a text that is no member of the enumeration")} end end");

    // Newer types of Parquet than the library has a class for.
    private static LogicalType? Logical(ColumnDescriptor leaf, out bool isKnown)
    {
        isKnown = true;
        try
        {
            return leaf.LogicalType;
        }
        catch (ArgumentException)
        {
            isKnown = false;
            return null;
        }
    }

    private static EngineRefusal Refuse(string file, Field column, ColumnDescriptor leaf) => new(
        $"File '{file}', column '{column.Name}' ({column.Type}): Spark would read {leaf.PhysicalType} of it in another way than the native "
            + "engine. Use --engine native, or write the column in the declared type.");
}
