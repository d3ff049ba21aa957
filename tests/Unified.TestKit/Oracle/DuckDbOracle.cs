using System.Data.Common;
using System.Globalization;
using System.Numerics;
using System.Reflection;
using DuckDB.NET.Data;
using Unified.Logical;
using Unified.Sql;
using Unified.Time;

namespace Unified.TestKit.Oracle;

/// <summary>A DuckDB in memory that computes a plan's whole query over Parquet files or rows: an engine that shares no line with ours. One thread at a time.</summary>
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
        return Load(source.Columns, events.Select(e => (IReadOnlyList<object?>)[.. properties.Zip(source.Columns, (p, c) => Carrier(p.GetValue(e), c.Type))]));
    }

    /// <summary>Loads events, values in their carriers, into a table and returns its name: a relation for <see cref="OracleInput"/>.</summary>
    public string Load(IReadOnlyList<Field> columns, IEnumerable<IReadOnlyList<object?>> rows)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"events{++_tables}");
        Execute($"CREATE TABLE {name} ({string.Join(", ", columns.Select(c => $"{DuckDb.Name(c.Name)} {(c.Type.Kind == TypeKind.Timestamp ? "TIMESTAMP" : DuckDb.Type(c.Type))}"))})");
        foreach (var chunk in rows.Chunk(RowsPerInsert))
        {
            Execute($"INSERT INTO {name} VALUES {string.Join(", ", chunk.Select(row => $"({string.Join(", ", row.Zip(columns, Value))})"))}");
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
            rows.Add([.. query.Columns.Select((c, i) => Read(reader, i, c.Type))]);
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

    private static object? Carrier(object? value, DataType type) => value switch
    {
        decimal number => Decimals.Unscale(number, type.Precision, type.Scale) ?? throw new ArgumentException($"{number} is no {type}."),
        DateTime time => Timestamps.FromDateTime(time),
        _ => value,
    };

    private static string Value(object? value, Field column) => column.Type.Kind == TypeKind.Timestamp && value is not null
        ? $"make_timestamp({DuckDb.Literal(value, DataType.Int64)})"
        : DuckDb.Literal(value, column.Type);

    private static object? Read(DbDataReader reader, int column, DataType type)
    {
        if (reader.IsDBNull(column))
        {
            return null;
        }

        var value = reader.GetValue(column);
        return type.Kind switch
        {
            TypeKind.Int128 => (Int128)(BigInteger)value,
            TypeKind.Decimal => Int128.Parse(((string)value).Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture),
            TypeKind.Bins => ((IDictionary<int, long>)value).OrderBy(b => b.Key).ToList(),
            _ => Convert.ChangeType(value, type.Carrier, CultureInfo.InvariantCulture),
        };
    }
}
