using System.Collections.Immutable;
using System.Globalization;
using System.Linq.Expressions;
using Unified.Errors;
using Unified.Expressions;
using Unified.Logical;
using Unified.Serving.Tests.Fixtures;
using Unified.Sql;
using Unified.TestKit;
using Unified.TestKit.Answers;
using Unified.TestKit.Functions;
using Unified.Time;
using Unified.Types;

namespace Unified.Serving.Tests.Rows;

/// <summary>
/// Each function, and what is built of functions, means in ClickHouse what it means in .NET, to the last bit; and where .NET throws,
/// ClickHouse is told so by a predicate of its own.
/// </summary>
[TestClass]
public sealed class ClickHouseExpressionTests
{
    private const int Rows = 120;

    private static readonly ImmutableArray<DataType> Types =
    [
        DataType.Int32, DataType.Int64, DataType.Decimal(9, 2), DataType.Decimal(12, 4), DataType.Decimal(26, 6), DataType.Boolean,
        DataType.String, DataType.Timestamp, DataType.Double,
    ];

    private static readonly ImmutableArray<ColumnExpr> Columns =
        [.. Types.SelectMany(t => new[] { t, t, t.AsNullable(), t.AsNullable() }).Select((t, i) => new ColumnExpr($"c{i}", t))];

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public async Task Random_expressions_have_the_value_that_they_have_in_NET_and_fail_where_they_fail_there()
    {
        using var database = Server.NewDatabase();
        await database.ExecuteAsync($"CREATE DATABASE IF NOT EXISTS {Unified.Sql.ClickHouse.Identifier(database.Options.Database)}",
            TestContext.CancellationToken);
        var seed = TestSeed.Take();
        var (values, failures, used) = (0, 0, new HashSet<string>(StringComparer.Ordinal));
        for (var i = 0; i < TestRounds.Of(ci: 3, deep: 5); i++)
        {
            var random = seed.Random(i);
            var rows = Enumerable.Range(0, Rows).Select(_ => Columns.Select(c => FinishValues.Next(random, c.Type)).ToArray()).ToList();
            await database.ExecuteAsync($"CREATE TABLE {database.Table($"t{i}")} (i Int32, "
                + $"{string.Join(", ", Columns.Select(c => $"{c.Name} {SqlEngine.ClickHouse.TypeName(c.Type)}"))}) ENGINE = Memory",
                TestContext.CancellationToken);
            await database.ExecuteAsync($"INSERT INTO {database.Table($"t{i}")} SELECT * FROM ({string.Join(" UNION ALL ",
                rows.Select((row, r) => $"SELECT toInt32({r.ToString(CultureInfo.InvariantCulture)}) AS i, "
                    + string.Join(", ", row.Zip(Columns, (v, c) => Named(v, c)))))})",
                TestContext.CancellationToken);
            foreach (var chunk in Expressions(random).Chunk(12))
            {
                var columns = chunk.Select(e => $"tuple(toUInt8({e.FailsIn(SqlEngine.ClickHouse) ?? "0"}), "
                    + $"{Text(Unified.Sql.ClickHouse.Cast(e.In(SqlEngine.ClickHouse), e.Type), e.Type)})");
                var found = await database.QueryAsync($"SELECT {string.Join(", ", columns)} FROM {database.Table($"t{i}")} ORDER BY i",
                    r => Enumerable.Range(0, chunk.Length).Select(c => (Tuple<byte, string>)r.GetValue(c)).ToArray(),
                    TestContext.CancellationToken);
                for (var e = 0; e < chunk.Length; e++)
                {
                    var net = CarrierExpression.Compile(chunk[e]);
                    used.UnionWith(chunk[e].Walk().OfType<CallExpr>().Select(c => c.Function.Name));
                    for (var row = 0; row < Rows; row++)
                    {
                        var expected = Try(() => net(rows[row]), chunk[e].Type);
                        var actual = found[row][e].Item1 != 0 ? "fails" : found[row][e].Item2;
                        Assert.AreEqual(expected, actual, $"case {i}: {chunk[e]} on ({string.Join(", ", chunk[e].Walk().OfType<ColumnExpr>()
                            .Distinct().Select(c => $"{c.Name}: {c.Type} = {rows[row][Columns.IndexOf(c)] ?? "null"}"))})");
                        _ = expected == "fails" ? failures++ : values++;
                    }
                }
            }
        }

        Server.Drop(database);
        Assert.IsGreaterThan(1_000, failures, $"{values} values");
        CollectionAssert.IsSubsetOf(used.ToArray(), FunctionCatalogue.All.Where(Finishes).Select(f => f.Name).ToArray());
        Assert.AreEqual("", string.Join(' ',
            FunctionCatalogue.All.Where(f => Finishes(f) && IsReached(f)).Select(f => f.Name).Except(used)));
    }

    // What needs constants, or types that no column here has, is compared by itself: ClickHouseFunctionTests.
    private static bool IsReached(ScalarFunction function) => FunctionCases.Of(function).Any(c =>
        c.Arguments.All(a => a is ColumnExpr column && Columns.Any(x => x.Type == column.Type)));

    /// <summary>Functions that a result of a group may use.</summary>
    private static bool Finishes(ScalarFunction function) => function.Sql.Contains(SqlEngine.ClickHouse)
        && (!function.CanFail || function.Fails.Contains(SqlEngine.ClickHouse));

    // Of every function some calls over columns; then calls over calls.
    private static List<Expr> Expressions(Random random)
    {
        List<Expr> pool = [.. Columns];
        var made = new List<Expr>();
        var functions = FunctionCatalogue.All.Where(Finishes).ToList();
        foreach (var (function, i) in functions.SelectMany(f => Enumerable.Repeat(f, 6)).Concat(
            Enumerable.Range(0, 250).Select(_ => functions[random.Next(functions.Count)])).Select((f, i) => (f, i)))
        {
            if (Call(function, pool, random) is { } call && call.ToString().Length < 300)
            {
                made.Add(call);
                if (i % 3 == 0 || call.Type.Kind is TypeKind.Boolean or TypeKind.Double)
                {
                    pool.Add(call);
                }
            }
        }

        return made;
    }

    private static Expr? Call(ScalarFunction function, List<Expr> pool, Random random)
    {
        for (var i = 0; i < 60; i++)
        {
            try
            {
                if (function.Name == "cast")
                {
                    var target = Types[random.Next(Types.Length)];
                    target = target.WithNull(random.Next(2) == 0);
                    return ExpressionBuilder.Convert(pool[random.Next(pool.Count)], target, "cast") is CallExpr cast ? cast
                        : throw new DefinitionException("", "", "is itself", "");
                }

                var first = pool[random.Next(pool.Count)];
                if (function.Name is "has_value" or "value" && first.Type is not { Nullable: true, Kind: not TypeKind.String })
                {
                    // C# has them of nullables alone.
                    continue;
                }

                // Operands that go together are found by their kind.
                var like = pool.Where(e => e.Type.Kind == first.Type.Kind).ToList();
                Expr Like() => like[random.Next(like.Count)];
                ImmutableArray<Expr> operands = function.Name == "if" ? [pool.Where(e => e.Type == DataType.Boolean)
                    .ElementAt(random.Next(pool.Count(e => e.Type == DataType.Boolean))), first, Like()]
                    : (i % 2) == 0 ? [first] : [first, Like()];
                return ExpressionBuilder.Call(function, operands, function.Name);
            }
            catch (Exception refused) when (refused is DefinitionException or IndexOutOfRangeException)
            {
                // Other operands, then.
            }
        }

        return null;
    }

    private static string Named(object? value, ColumnExpr column) =>
        $"{Unified.Sql.ClickHouse.Cast(SqlEngine.ClickHouse.Literal(value, column.Type), column.Type)} AS {column.Name}";

    private static string Text(string value, DataType type)
    {
        var bare = $"assumeNotNull({value})";
        var text = type.Kind switch
        {
            TypeKind.Boolean => $"toString(toInt32({bare}))",
            TypeKind.Timestamp => $"toString(toUnixTimestamp64Micro({bare}))",
            TypeKind.Double => $"if(isNaN({bare}), 'NaN', toString(reinterpretAsInt64({bare})))",
            TypeKind.Decimal => string.Create(CultureInfo.InvariantCulture, $"toDecimalString({bare}, {type.Scale})"),
            TypeKind.String => $"concat('=', {bare})",
            _ => $"toString({bare})",
        };
        return $"if(isNull({value}), 'null', {text})";
    }

    private static string Try(Func<object?> value, DataType type)
    {
        try
        {
            return value() switch
            {
                null => "null",
                bool flag => flag ? "1" : "0",
                double.NaN => "NaN",
                double number => BitConverter.DoubleToInt64Bits(number).ToString(CultureInfo.InvariantCulture),
                Int128 unscaled => Decimals.Format(unscaled, type.Scale),
                string text => "=" + text,
                var other => Convert.ToString(other, CultureInfo.InvariantCulture)!,
            };
        }
        catch (Exception error) when (error is ArithmeticException or InvalidOperationException)
        {
            return "fails";
        }
    }
}
