using System.Globalization;
using Unified.Errors;
using Unified.Plans;
using Unified.Sql;
using Unified.TestKit;
using Unified.TestKit.Oracle;

namespace Unified.Core.Tests.Oracle;

/// <summary>
/// Random queries over random events: the engine, in two cuts, gives what C# gives (LINQ over objects) and what DuckDB gives. A case that
/// fails is made small and printed as C#.
/// </summary>
[TestClass]
public sealed class RandomQueryTests : IDisposable
{
    /// <summary>One case alone: its number, with the seed of the run.</summary>
    public const string CaseVariable = "UNIFIED_CASE";

    private const int CasesPerData = 20;
    private const int MostFailures = 3;
    private const int MostCases = 3_000;

    // And so many more, up to the most, as it takes until everything has been generated.
    private static readonly int Cases = TestRounds.Of(ci: 1_000, deep: MostCases);

    private readonly DuckDbOracle _oracle = new();
    private readonly Coverage _coverage = new();
    private readonly List<string> _failures = [];
    private TestSeed _seed = null!;
    private Loaded _loaded = null!;
    private int _compared;
    private int _byDuckDb;
    private int _refused;

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public void A_query_means_one_thing_to_the_engine_to_CSharp_and_to_DuckDb()
    {
        _seed = TestSeed.Take();
        var only = Environment.GetEnvironmentVariable(CaseVariable) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture) : (int?)null;
        for (var i = only ?? 0; i < (only + 1 ?? MostCases) && _failures.Count < MostFailures; i++)
        {
            if (i % CasesPerData == 0 || only is not null)
            {
                if (only is null && i >= Cases && !_coverage.Missing().Any())
                {
                    break;
                }

                Load(_seed.Random(-1 - (i / CasesPerData)));
            }

            Compare(i);
        }

        TestContext.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_compared} queries by the engine, in two cuts, and by C#; "
            + $"{_byDuckDb} of them by DuckDB too; {_refused} others were refused by the planner."));
        Assert.IsEmpty(_failures, string.Join("\n\n", _failures));
        if (only is null)
        {
            Assert.IsEmpty(_coverage.Missing(), $"never generated: {string.Join(", ", _coverage.Missing())}");
        }
    }

    public void Dispose() => _oracle.Dispose();

    private void Load(Random random)
    {
        foreach (var table in _loaded?.Tables ?? [])
        {
            _oracle.Execute($"DROP TABLE {table}");
        }

        _loaded = Loaded.Into(_oracle, [new Events("left", 3, SampleData.Next(random), random),
            new Events("right", 2, SampleData.Next(random), random)]);
    }

    private void Compare(int number)
    {
        var random = _seed.Random(number);
        var wanted = Template.Functions[number % Template.Functions.Count];
        var (query, plan) = Planned(random, wanted);
        var outcome = new OracleCase(query, plan, number % 4 == 0).Compare(_oracle, _loaded, _loaded.Logs, random);
        _compared++;
        _coverage.Add(plan, outcome.ByDuckDb);
        _byDuckDb += outcome.ByDuckDb ? 1 : 0;
        if (outcome.Difference is { } difference)
        {
            _failures.Add(Failure(number, query, difference.Split(':')[0]));
        }
    }

    private (RandomQuery Query, JobPlan Plan) Planned(Random random, Template wanted)
    {
        while (true)
        {
            var engine = wanted.Engines.Contains(SqlEngine.DuckDb) && random.Next(8) > 0 ? SqlEngine.DuckDb : null;
            var query = new RandomQueries(random, engine, wanted).Next();
            if (Plan(query) is { } plan)
            {
                return (query, plan);
            }

            _refused++;
        }
    }

    private static JobPlan? Plan(RandomQuery query)
    {
        try
        {
            return Definitions.Plan(query) is var plan && Meaning.Knows(query, plan) ? plan : null;
        }
        catch (DefinitionException)
        {
            return null;
        }
    }

    private string Failure(int number, RandomQuery query, string kind)
    {
        string? Difference(RandomQuery q, IReadOnlyList<IReadOnlyList<Placed>> events) => Plan(q) is { } plan
            ? new OracleCase(q, plan, number % 4 == 0).Compare(_oracle, _loaded,
                [.. _loaded.Logs.Zip(events, (log, some) => log.Only(some))], _seed.Random(number)).Difference : null;

        var (small, few) = Shrinker.Shrink(query, [.. _loaded.Logs.Select(l => l.All)],
            (q, events) => Difference(q, events)?.Split(':')[0] == kind);
        var plan = Definitions.Plan(small);
        var columns = plan.Sources.SelectMany(s => plan.Input(s.Name).Columns).Select(c => c.Name).Distinct().ToList();
        string Events(int log) => string.Join(",\n    ", few[log].Select(e => CSharpText.Of(e.Event, columns)));
        return string.Create(CultureInfo.InvariantCulture, $"{TestSeed.Variable}={_seed.Value} {CaseVariable}={number}\n")
            + $"{Difference(small, few)}\n{CSharpText.Of(Definitions.Step(small))}\nleft: [{Events(0)}]\nright: [{Events(1)}]\n"
            + plan.Logical;
    }
}
