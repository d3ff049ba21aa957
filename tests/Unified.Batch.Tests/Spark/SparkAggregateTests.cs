using System.Collections.Immutable;
using System.Globalization;
using Unified.Aggregates;
using Unified.Batch.Tests.Spark.Slices;
using Unified.Definition;
using Unified.Epochs;
using Unified.Errors;
using Unified.Expressions;
using Unified.Logical;
using Unified.Lowering;
using Unified.Plans;
using Unified.Sql;
using Unified.TestKit;
using Unified.TestKit.Events;
using Unified.Time;
using Unified.Types;

namespace Unified.Batch.Tests.Spark;

/// <summary>The states of each aggregate over edge values of each type are the same in Spark and in the native engine.</summary>
[TestClass]
public sealed class SparkAggregateTests
{
    private const int CallsPerFunction = 8;
    private const int MapsPerFunction = 3;
    private const int Events = 150;

    /// <summary>What has no fold in Spark.</summary>
    private static readonly string[] Refused = ["ApproximateCountDistinct", "Variance", "SampleVariance", "StandardDeviation",
        "SampleStandardDeviation", "Covariance", "SampleCovariance", "Correlation"];

    private static readonly ImmutableArray<DataType> Types =
    [
        DataType.Int32, DataType.Int64, DataType.Decimal(4, 4), DataType.Decimal(15, 6), DataType.Decimal(24, 0), DataType.Decimal(24, 24),
        DataType.Decimal(28, 9), new(TypeKind.Int8), new(TypeKind.UInt8), new(TypeKind.Int16), new(TypeKind.UInt16), DataType.UInt32,
        DataType.UInt64, DataType.Double, DataType.Single, DataType.Timestamp, DataType.Date, DataType.Duration, DataType.String,
        DataType.Boolean,
    ];

    private static readonly ImmutableArray<Field> Values =
        [.. Types.SelectMany((t, i) => new[] { new Field(Name("v", i), t), new Field(Name("n", i), t.AsNullable()) })];

    private static readonly SourceSchema Source = new()
    {
        Name = "edges",
        Topic = "edges",
        Format = SourceFormat.Json,
        Partitions = 1,
        Epochs = new EpochLength(256),
        History = "history/edges",
        HistoryUntil = 19_000 * Timestamps.MicrosPerDay,
        EventTime = "Time",
        Columns = [new Field("Time", DataType.Timestamp), new Field("Key", DataType.Int32), new Field("d", DataType.Double),
            .. Values],
    };

    public static IEnumerable<object[]> Functions => AggregateCatalogue.All.Select(f => new object[] { f.Name });

    [TestMethod]
    public async Task The_states_of_aggregates_over_edge_values_are_the_same_in_Spark()
    {
        SharedSpark.Require();
        var seed = TestSeed.Take();
        var random = seed.Random();
        using var files = new SliceFiles();
        await using var engines = new EnginePair(files);
        const long border = 19_000;
        const long hours = 5 * 3_600_000_000L;
        files.Day(Source, (int)border - 1, "a.parquet", Random(random, (border * Timestamps.MicrosPerDay) - hours, hours).Next(Events));
        files.Epoch(Source, new EpochId(Source.Partition(0), 0),
            Random(random, border * Timestamps.MicrosPerDay, hours).Next(Events), random);

        var calls = AggregateCatalogue.All.Where(f => !Refused.Contains(f.Name))
            .SelectMany(f => Calls(f, random).OrderBy(_ => random.Next()).Take(IsMap(f) ? MapsPerFunction : CallsPerFunction))
            .OrderBy(_ => random.Next()).ToList();
        var (maps, plain) = (calls.Where(c => IsMap(c.Function)).ToList(), calls.Where(c => !IsMap(c.Function)).ToList());
        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = 3 };
        await Parallel.ForEachAsync(maps.Chunk(4).Concat(plain.Chunk(40)).Index(), atOnce, async (one, _) =>
        {
            var (number, some) = one;
            Slice slice = number % 2 == 0 ? new HistorySlice("edges", (int)border - 1) : new LogSlice(Source.Partition(0), 0, 1);
            var rows = await engines.CompareAsync(Plan(some), slice, $"aggregates {number}");
            Assert.IsGreaterThan(1, rows ?? 0, "nothing is compared");
        });
    }

    [TestMethod]
    [DynamicData(nameof(Functions))]
    public void Spark_takes_an_aggregate_of_every_type_or_of_none(string name)
    {
        foreach (var call in Calls(Function(name), new Random(1)))
        {
            var plan = Plan([call]);
            if (Refused.Contains(name))
            {
                var refused = Assert.ThrowsExactly<DefinitionException>(() => SliceSql.Rows(plan, SqlEngine.Spark));
                Assert.AreEqual("UNI0090", refused.Code);
                StringAssert.Contains(refused.Message, "Spark");
            }
            else
            {
                Assert.IsNotEmpty(SliceSql.Rows(plan, SqlEngine.Spark), $"{call}");
            }
        }
    }

    private static AggregateFunction Function(string name) => AggregateCatalogue.All.First(f => f.Name == name);

    private static Expr Scalar(string name, params ImmutableArray<Expr> arguments) =>
        ExpressionBuilder.Call(name, arguments, name);

    private static bool IsMap(AggregateFunction function) => function.Name is "Quantile" or "Median" or "Histogram" or "TopFrequent";

    private static RandomEvents Random(Random random, long from, long length) =>
        new(Source, random, from, from + length)
        {
            Of =
        {
            ["Key"] = r => r.Next(r.Next(2) == 0 ? 3 : 40),
            ["d"] = r => r.Next(3) > 0 ? 1.0 : r.Next(2) == 0 ? 0.0 : -0.0,
        }
        };

    // Over each column that it takes, in an order that it takes; some of a part of the group.
    private static List<Call> Calls(AggregateFunction function, Random random)
    {
        Field?[] arguments = [null, .. Values];
        Field? By(Field? argument, bool empty) => function.HasSecond ? argument
            : function.Order != EventOrder.Value || function.IsOrderedByItself ? null
            : Values.Where(v => Function("Min").ResultType(v.Type) is not null && (!v.Type.Nullable || empty))
                .OrderBy(_ => random.Next()).First();
        Call Of(Field? argument)
        {
            var empty = argument is { Type.Nullable: true } || function.HasEmptyResult(argument?.Type);
            return new Call(function, argument, By(argument, empty), empty && random.Next(3) == 0);
        }

        return [.. arguments.Where(a => function.HasSecond ? function.ResultType(a?.Type, a?.Type) is not null
            : function.ResultType(a is null ? null : function.Taken(a.Type)) is not null).Select(Of)];
    }

    private static JobPlan Plan(IReadOnlyList<Call> calls)
    {
        var plan = new PlanBuilder("edges");
        var group = plan.Group(plan.Scan(Source), [KeyValuePair.Create<string, Expr>("Key", Column(Source.Column("Key"))),
            KeyValuePair.Create<string, Expr>("Hour", Scalar("tumbling", Column(Source.Column("Time")),
                new ConstantExpr(3_600_000_000L, DataType.Int64)))], "group");
        var passing = Scalar("less", Column(Source.Column("Key")), new ConstantExpr(2, DataType.Int32));
        var columns = calls.Select((c, i) =>
        {
            var name = Name("x", i);
            var example = KernelFold.Call(c.Function, c.Argument is null ? null : c.Function.Taken(c.Argument.Type), c.By?.Type);
            return new ResultColumn(name, null, group.Add(name, c.Function.Name, c.Argument is null ? null : Value(c.Argument),
                c.Function.HasShare ? 0.95m : null, false, false, c.Function.Name, c.Filtered ? passing : null,
                c.By is null ? null : Value(c.By), example.Options));
        }).ToList();
        var result = plan.Finish([group], false, [new ResultColumn("Key", "Key", null), new ResultColumn("Hour", "Hour", null), .. columns],
            "finish");
        plan.Mistakes.ThrowIfAny("edges");
        return JobPlan.Create("edges", result);
    }

    private static ColumnExpr Column(Field field) => new(field.Name, field.Type);

    // No file has NaN or infinity: a division by zero has.
    private static Expr Value(Field field) => field.Type.Kind != TypeKind.Double ? Column(field) : Scalar("divide", Column(field),
        ExpressionBuilder.Convert(Column(Source.Column("d")), field.Type, "divisor"));

    private static string Name(string prefix, int number) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{number}");

    private sealed record Call(AggregateFunction Function, Field? Argument, Field? By, bool Filtered);
}
