using System.Data.Common;
using System.Globalization;
using System.Numerics;
using System.Reflection;
using DuckDB.NET.Data;
using Unified.Aggregates;
using Unified.Columnar;
using Unified.Logical;
using Unified.Lowering;
using Unified.Plans;
using Unified.Sql;
using Unified.Time;
using Unified.Types;

namespace Unified.TestKit.Oracle;

/// <summary>
/// A DuckDB in memory that computes a plan's whole query over Parquet files or rows: an engine that shares no line with ours. One thread at
/// a time.
/// </summary>
public sealed class DuckDbOracle : IDisposable
{
    private const int RowsPerInsert = 1_000;

    private readonly DuckDBConnection _connection = new("Data Source=:memory:");
    private int _tables;

    /// <param name="threads">Threads that DuckDB may use.</param>
    public DuckDbOracle(int threads = 1)
    {
        _connection.Open();
        Execute(string.Create(CultureInfo.InvariantCulture, $"SET threads = {threads}"));
    }

    /// <summary>Loads plain objects with the columns of <paramref name="source"/>.</summary>
    public string Load<T>(SourceSchema source, IEnumerable<T> events) where T : notnull
    {
        var properties = source.Columns.Select(c => typeof(T).GetProperty(c.Name, BindingFlags.Public | BindingFlags.Instance)!).ToList();
        return Load(source.Columns.Items, events.Select(e =>
            (IReadOnlyList<object?>)[.. properties.Zip(source.Columns,
                (p, c) => Events.ListTexts.Carrier(p.GetValue(e), c.Type))]));
    }

    /// <summary>
    /// Loads events, values in their carriers, into a table and returns its name: a relation for <see cref="OracleInput"/>.
    /// </summary>
    public string Load(IReadOnlyList<Types.Field> columns, IEnumerable<IReadOnlyList<object?>> rows)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"events{++_tables}");
        var declared = columns.Select(c =>
            $"{DuckDb.Identifier(c.Name)} {Stored(c.Type)}");
        Execute($"CREATE TABLE {name} ({string.Join(", ", declared)})");
        foreach (var chunk in rows.Chunk(RowsPerInsert))
        {
            Execute($"INSERT INTO {name} VALUES "
                + $"{string.Join(", ", chunk.Select(row => $"({string.Join(", ", row.Zip(columns, Value))})"))}");
        }

        return name;
    }

    /// <summary>The merged states of all events, as the layers' rows have them.</summary>
    public OracleTable Rows(JobPlan plan, params IReadOnlyList<OracleInput> inputs) => Ask(OracleSql.Rows(plan, inputs));

    /// <summary>The finished answer, as the job's view has it.</summary>
    public OracleTable Answer(JobPlan plan, params IReadOnlyList<OracleInput> inputs) => Ask(OracleSql.Answer(plan, inputs));

    /// <summary>Any query whose columns are of the given types.</summary>
    public OracleTable Ask(OracleQuery query)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = query.Text;
        using var reader = command.ExecuteReader();
        var rows = new List<object?[]>();
        while (reader.Read())
        {
            rows.Add([.. query.Columns.Select((c, i) => Read(reader, i, c))]);
        }

        return new OracleTable(query.Columns, rows);
    }

    public void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose() => _connection.Dispose();

    // As Parquet has it: RelationSql reads it.
    private static string Stored(DataType type) => type.Kind switch
    {
        TypeKind.Timestamp => "TIMESTAMP",
        TypeKind.Date => "DATE",
        TypeKind.Time => "TIME",
        _ => DuckDb.Type(type),
    };

    private static string Value(object? value, Types.Field column) => (column.Type.Kind, value) switch
    {
        (TypeKind.Timestamp, long) => $"make_timestamp({SqlEngine.DuckDb.Literal(value, DataType.Int64)})",
        (TypeKind.Date, int) => $"DATE '1970-01-01' + {SqlEngine.DuckDb.Literal(value, DataType.Int32)}",
        (TypeKind.Time, long) => $"'{CarrierText.Format(column.Type, value)}'::TIME",
        _ => SqlEngine.DuckDb.Literal(value, column.Type),
    };

    private static object? Read(DbDataReader reader, int column, RowColumn read)
    {
        if (reader.IsDBNull(column))
        {
            return null;
        }

        var value = reader.GetValue(column);
        var type = read.Value;
        return type?.Kind switch
        {
            TypeKind.Int128 => (Int128)(BigInteger)value,
            TypeKind.Decimal => Int128.Parse(((string)value).Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture),
            TypeKind.Guid => ClrValues.FromGuid((Guid)value),
            TypeKind.List when value is not string => ((System.Collections.IEnumerable)value).Cast<object>()
                .Select(v => Member(v, type!.Value.Element!.Fields[0].Type)).ToArray(),
            null when read is CountsState counts => ((System.Collections.IDictionary)value).Keys.Cast<object>()
                .Select(k => KeyValuePair.Create(Member(k, counts.Of), (long)((System.Collections.IDictionary)value)[k]!))
                .OrderBy(c => c.Key, PlainAggregates.Order).ToList(),
            null when value is IDictionary<int, long> bins => bins.OrderBy(b => b.Key).ToList(),
            null when read is SetState set => ((System.Collections.IEnumerable)value).Cast<object>().Select(v =>
                Member(v, set.Of)).ToList(),
            null => throw new NotSupportedException($"{read} is not read from DuckDB: add it."),
            _ => Convert.ChangeType(value, type!.Value.Carrier, CultureInfo.InvariantCulture),
        };
    }

    private static object Member(object value, DataType type) => (type.Kind, value) switch
    {
        (TypeKind.Decimal, decimal number) => Decimals.Unscale(number, type.Precision, type.Scale)!.Value,
        (TypeKind.Guid, Guid guid) => ClrValues.FromGuid(guid),
        (TypeKind.Int128, BigInteger number) => (Int128)number,
        _ => Convert.ChangeType(value, type.Carrier, CultureInfo.InvariantCulture),
    };
}
