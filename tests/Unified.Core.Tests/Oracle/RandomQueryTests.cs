using Unified.Errors;
using Unified.Plans;
using Unified.Sql;
using Unified.TestKit;
using Unified.TestKit.Oracle;

namespace Unified.Core.Tests.Oracle;

[TestClass]
public sealed class RandomQueryTests
{
    Coverage Cov = new();
    List<(long, int i, string)> Slow = [];
    [TestMethod]
    public void Probe()
    {
        var seed = TestSeed.Take();
        var max = int.Parse(Environment.GetEnvironmentVariable("ORC_CASES") ?? "300");
        var (planned, duck, refused, failed) = (0, 0, 0, 0);
        var times = new long[5];
        var watch = System.Diagnostics.Stopwatch.StartNew();
        using var oracle = new DuckDbOracle();
        Loaded loaded = null!;
        for (var i = 0; i < max; i++)
        {
            if (i % 20 == 0)
            {
                var data = seed.Random(-1 - i / 20);
                loaded = Loaded.Into(oracle, [new Events("left", 3, SampleData.Next(data), data), new Events("right", 2, SampleData.Next(data), data)]);
            }

            var random = seed.Random(i);
            RandomQuery query = null!;
            try
            {
                query = new RandomQueries(random, random.Next(4) > 0 ? SqlEngine.DuckDb : null).Next();
                var plan = Definitions.Plan(query);
                if (!Meaning.Knows(query, plan)) continue;
                planned++;
                var before = OracleCase.Times[4];
                var outcome = new OracleCase(query, plan).Compare(oracle, loaded, loaded.Logs, random);
                Slow.Add((OracleCase.Times[4] - before, i, plan.Logical.ToString()));
                Cov.Add(plan, outcome.ByDuckDb);
                duck += outcome.ByDuckDb ? 1 : 0;
                if (outcome.Difference is not null && ++failed < 9)
                {
                    var kind = outcome.Difference.Split(':')[0];
                    var (small, few) = Shrinker.Shrink(query, [.. loaded.Logs.Select(l => l.All)], (q, l) => Compare(q, l)?.StartsWith(kind) == true);
                    Console.WriteLine($"case {i}: {Compare(small, few)}\n{Definitions.Plan(small).Logical}");
                    string? Compare(RandomQuery q, IReadOnlyList<IReadOnlyList<Placed>> l)
                    {
                        try { return Meaning.Knows(q, Definitions.Plan(q)) is false ? null : new OracleCase(q, Definitions.Plan(q)).Compare(oracle, loaded, [.. loaded.Logs.Zip(l, (a, b) => a.Only(b))], new Random(i)).Difference; }
                        catch (DefinitionException) { return null; }
                        catch (Exception e) { return e.ToString(); }
                    }
                }
            }
            catch (DefinitionException)
            {
                refused++;
            }
            catch (Exception e)
            {
                if (++failed < 12) Console.WriteLine($"case {i}: {e}");
            }
        }

        Console.WriteLine(Slow.OrderBy(x => x.Item1).ElementAt(Slow.Count * 3 / 4).Item1 * 1000 / System.Diagnostics.Stopwatch.Frequency);
        Console.WriteLine(string.Join("\n", Cov.Missing()));
        Console.WriteLine(string.Join(", ", OracleCase.Times.Select(t => t * 1000 / System.Diagnostics.Stopwatch.Frequency)));
        Console.WriteLine($"{planned} planned {refused} refused {failed} failed {duck} duck in {watch.ElapsedMilliseconds} ms");
    }
}
