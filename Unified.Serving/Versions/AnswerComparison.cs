using System.Globalization;
using ClickHouse.Driver.ADO.Readers;
using Unified.Columnar;
using Unified.Serving.ClickHouse;
using Unified.Serving.Rows;
using Unified.Serving.Schema;
using Unified.Sql;
using Unified.Types;

namespace Unified.Serving.Versions;

/// <summary>Compares the answers of two versions of a job inside ClickHouse.</summary>
internal sealed class AnswerComparison(ClickHouseDatabase database)
{
    /// <summary>Rows of each sort that are shown.</summary>
    private const int Shown = 3;

    /// <param name="job">The job.</param>
    /// <param name="schema">What the two have in common; their keys must be the same.</param>
    /// <param name="old">The old version.</param>
    /// <param name="next">The new version.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<AnswerDifference> RunAsync(string job, SchemaComparison schema, string old, string next,
        CancellationToken cancellation)
    {
        string View(string version) => database.Table(JobTables.ViewName(job, version, ViewKind.Scan));
        var (identity, values) = (Fields(schema.Identity), Fields(schema.Values));

        // For each row one hash a column, added for the old side and subtracted for the new: zero means equal. So a group costs a few
        // bytes whatever its columns hold.
        var columns = values.Select((v, i) => Name("_d", i)).ToArray();
        var hashes = string.Concat(values.Select((v, i) =>
            $", reinterpretAsInt64(cityHash64(tuple({new ValueColumn(v).Hashable(SqlEngine.ClickHouse)}))) AS {Name("_h", i)}"));
        string Side(string version, int sign) => string.Create(CultureInfo.InvariantCulture,
            $"SELECT {Identity(identity)} AS _id, {sign} AS _sign{hashes} FROM {View(version)}");
        var rows = $"SELECT _id, countIf(_sign = 1) AS _old, countIf(_sign = -1) AS "
            + $"_new{string.Concat(columns.Select((c, i) => $", sum(_sign * {Name("_h", i)}) != 0 AS {c}"))} "
            + $"FROM ({Side(old, 1)} UNION ALL {Side(next, -1)}) GROUP BY _id";
        var changed = columns.Length == 0 ? "0" : $"({string.Join(" OR ", columns)})";
        var equal = $"_old > 0 AND _new > 0 AND NOT {changed}";
        string[] sorts = ["_new = 0", "_old = 0", $"_old > 0 AND _new > 0 AND {changed}"];
        var found = await database.SingleAsync(
            $"SELECT [{string.Join(", ", sorts.Append(equal).Select(s => $"toInt64(countIf({s}))"))}], "
            + $"CAST([{string.Join(", ", columns.Select(c => $"countIf(_old > 0 AND _new > 0 AND {c})"))}], 'Array(Int64)'), "
            + $"arrayConcat({string.Join(", ", sorts.Select(s => $"groupArraySortedIf({Shown})(_id, {s})"))}) FROM ({rows})",
            r => (Counts: r.GetFieldValue<long[]>(0), Columns: r.GetFieldValue<long[]>(1), Examples: r.GetFieldValue<ulong[]>(2)),
                cancellation).ConfigureAwait(false);
        return new AnswerDifference(
            found.Counts[0], found.Counts[1], found.Counts[3], found.Counts[2],
            [.. values.Select((v, i) => (v.Name, found.Columns[i])).Where(c => c.Item2 > 0).OrderByDescending(c => c.Item2)],
            found.Examples.Length == 0 ? [] : await ExamplesAsync(View(old), View(next), identity, values, found.Examples, cancellation)
                .ConfigureAwait(false));
    }

    // Literal hashes: as a subquery ClickHouse would compare everything once more.
    private Task<IReadOnlyList<DifferentAnswer>> ExamplesAsync(
        string old, string next, IReadOnlyList<Field> identity, IReadOnlyList<Field> values, ulong[] rows, CancellationToken cancellation)
    {
        var only = $"{Identity(identity)} IN ({string.Join(", ", rows.Select(id => id.ToString(CultureInfo.InvariantCulture)))})";
        string Side(string view, int side) => string.Create(CultureInfo.InvariantCulture,
            $"SELECT {side} AS _side, {Texts(identity)} AS _key, {Texts(values)} AS _values FROM {view} WHERE {only}");
        return database.QueryAsync(
            "SELECT _key, countIf(_side = 0) > 0, countIf(_side = 1) > 0, anyIf(_values, _side = 0), anyIf(_values, _side = 1) "
            + $"FROM ({Side(old, 0)} UNION ALL {Side(next, 1)}) GROUP BY _key ORDER BY countIf(_side = 0) > 0 AND countIf(_side = 1) > 0 "
            + $"DESC, countIf(_side = 0) > 0 DESC, _key",
            r => Read(r, identity, values), cancellation);
    }

    private static DifferentAnswer Read(ClickHouseDataReader r, IReadOnlyList<Field> identity, IReadOnlyList<Field> values)
    {
        bool Flag(int column) => Convert.ToInt64(r.GetValue(column), CultureInfo.InvariantCulture) != 0;
        var (inOld, inNew) = (Flag(1), Flag(2));
        var (key, old, next) = (r.GetFieldValue<string[]>(0), r.GetFieldValue<string[]>(3), r.GetFieldValue<string[]>(4));
        return new DifferentAnswer(
            [.. identity.Select((f, i) => (f.Name, Text(f.Type, key[i]) ?? "null"))], inOld, inNew,
            [.. values.Select((f, i) => (f.Name, Old: inOld ? Text(f.Type, old[i]) : null, New: inNew ? Text(f.Type, next[i]) : null))
                .Where(c => c.Old != c.New)]);
    }

    // A text may be empty, or read 'null': what there is begins with a sign, and a null is nothing.
    private static string Texts(IReadOnlyList<Field> fields)
    {
        var texts = fields.Select(f =>
            $"if(isNull({ClickHouseSql.Identifier(f.Name)}), '', concat('=', {new ValueColumn(f).Text(SqlEngine.ClickHouse)}))");
        return $"CAST([{string.Join(", ", texts)}], 'Array(String)')";
    }

    private static string? Text(DataType type, string text) => text.Length == 0 ? null : ValueText.Of(type, text[1..]);

    private static string Identity(IReadOnlyList<Field> identity) =>
        identity.Count == 0 ? "toUInt64(0)"
            : $"cityHash64(tuple({string.Join(", ", identity.Select(f => new ValueColumn(f).Hashable(SqlEngine.ClickHouse)))}))";

    private static Field[] Fields(IEnumerable<ColumnInfo> columns) => [.. columns.Select(c => new Field(c.Name, DataType.Parse(c.Type)))];

    private static string Name(string prefix, int index) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{index}");
}
