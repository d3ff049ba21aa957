using DuckDB.NET.Data;
using Unified.Columnar;
using Unified.Errors;
using Unified.Expressions;
using Unified.Logical;
using Unified.Lowering;
using Unified.Plans;
using Unified.Sql;
using Unified.TestKit;
using Unified.TestKit.Answers;
using Unified.TestKit.Functions;
using Unified.TestKit.Oracle;
using Unified.Types;

namespace Unified.Core.Tests.Sql;

/// <summary>Each function means in DuckDB what it means in .NET, to the last bit, errors included.</summary>
[TestClass]
public sealed class DuckDbFunctionTests
{
    private const int RowsPerCase = 150;

    public static IEnumerable<object[]> Functions => FunctionCatalogue.All.Select(f => new object[] { f.Name });

    [TestMethod]
    [DynamicData(nameof(Functions))]
    public void Every_function_has_cases(string name) => Assert.IsNotEmpty(FunctionCases.Of(Find(name)));

    [TestMethod]
    [DynamicData(nameof(Functions))]
    public void A_function_means_the_same_in_DuckDb_and_in_Net(string name)
    {
        var seed = TestSeed.Take();
        using var oracle = new DuckDbOracle();
        var compared = 0;
        var cases = FunctionCases.Of(Find(name)).Select((c, i) => (c, i)).Where(c => EngineForms.Has(SqlEngine.DuckDb, c.c));
        foreach (var (call, index) in TestRounds.Some(cases, ci: 12, seed.Random(-1)))
        {
            Compare(oracle, call, seed.Random(index));
            compared++;
        }

        Assert.AreEqual(Find(name).Sql.Contains(SqlEngine.DuckDb), compared > 0, "a form that no case reaches is not compared");
    }

    private static void Compare(DuckDbOracle oracle, CallExpr call, Random random)
    {
        var columns = call.Walk().OfType<ColumnExpr>().Distinct().OrderBy(c => c.Name, StringComparer.Ordinal)
            .Select(c => new Field(c.Name, c.Type)).ToList();
        var net = CarrierExpression.Compile(call);
        var rows = Enumerable.Range(0, RowsPerCase).Select(_ => columns.Select(c => CarrierValues.Next(random, c.Type)).ToArray()).ToList();
        var expected = rows.Select(row => EngineForms.Outcome(() => net(row))).ToList();

        // Times stay microseconds here, as they are inside a query.
        List<Field> loaded = [new("i", DataType.Int32), .. columns.Select(c => c with { Type = Inside(c.Type) })];
        var table = oracle.Load(loaded, rows.Select((row, i) => (IReadOnlyList<object?>)[i, .. row]));
        var valid = Enumerable.Range(0, rows.Count).Where(i => expected[i].Error is null).ToList();
        var where = valid.Count == 0 ? "false" : $"i IN ({string.Join(", ", valid)})";
        var sql = call.In(SqlEngine.DuckDb) + (call.Type.Kind == TypeKind.Decimal ? $"::DECIMAL(38,{call.Type.Scale})::VARCHAR" : "");
        var found = oracle.Ask(new OracleQuery($"SELECT {sql} FROM (SELECT * FROM {table} WHERE {where} ORDER BY i)",
            [new ValueColumn(new Field("x", call.Type))])).Rows;
        foreach (var (i, row) in valid.Zip(found))
        {
            Assert.AreEqual(expected[i].Value, row[0],
                $"{call} with types ({string.Join(", ", call.Arguments.Select(a => a.Type))}) on "
                    + $"({string.Join(", ", rows[i].Select(v => v ?? "null"))}): DuckDB {call.In(SqlEngine.DuckDb)}");
        }

        foreach (var i in Enumerable.Range(0, rows.Count).Except(valid).Take(20))
        {
            Assert.Throws<DuckDBException>(
                () => oracle.Ask(new OracleQuery($"SELECT {sql} FROM {table} WHERE i = {i}", [new ValueColumn(new Field("x", call.Type))])),
                $"{call} on ({string.Join(", ", rows[i].Select(v => v ?? "null"))}) fails in .NET with {expected[i].Error} but not in "
                    + $"DuckDB.");
        }
    }

    private static DataType Inside(DataType type) => type.Kind switch
    {
        TypeKind.Timestamp or TypeKind.Time => DataType.Int64.WithNull(type.Nullable),
        TypeKind.Date => DataType.Int32.WithNull(type.Nullable),
        _ => type,
    };

    private static ScalarFunction Find(string name) => FunctionCatalogue.All.First(f => f.Name == name);
}
