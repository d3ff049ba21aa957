using System.Reflection;
using Unified.Contracts;
using Unified.Epochs;
using Unified.Physical;
using Unified.Serving.Tests.Fixtures;
using Unified.TestKit;

namespace Unified.Serving.Tests.Sixteen;

/// <summary>Sixteen ordinary jobs, each written as one would naturally write it, each equal to a computation over plain objects.</summary>
[TestClass]
public sealed class SixteenTests
{
    private static IEnumerable<object[]> Cases => typeof(SixteenTests).Assembly.GetTypes()
        .Where(t => t.Namespace == typeof(SixteenTests).Namespace).SelectMany(t =>
            t.GetMethods(BindingFlags.Static | BindingFlags.NonPublic))
        .Where(m => m.ReturnType == typeof(JobCase) && m.GetParameters() is [{ ParameterType: var only }] && only == typeof(Random))
        .OrderBy(m => m.Name, StringComparer.Ordinal).Select(m => new object[] { m.Name, m });

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public async Task A_job_is_what_plain_objects_say(string name, MethodInfo method)
    {
        var written = (JobCase)method.Invoke(null, [TestSeed.Take().Random()])!;
        using var world = await World.CreateAsync(written.Job);
        var ledgers = new List<EpochRows>();
        foreach (var (log, events) in written.Feeds)
        {
            var partition = new LogPartition(log, 0);
            var run = world.Program.Open(partition, EventOrigin.Log, StageState.Empty);
            Assert.IsEmpty(run.Add(events), name);
            ledgers.Add(new EpochRows(new EpochLedger(new EpochId(partition, 0), events.Length, run.Counts), run.Rows(changedOnly: false)));
        }

        await world.Tables.UpsertAsync(world.Plan, ledgers, CancellationToken.None);
        var expected = written.Expected.Order(StringComparer.Ordinal).ToArray();
        Assert.IsNotEmpty(expected);
        CollectionAssert.AreEqual(expected, (await world.AnswerAsync()).ToArray());
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void A_job_is_what_LINQ_over_objects_says_however_its_events_are_cut(string name, MethodInfo method)
    {
        var seed = TestSeed.Take();
        var test = ((JobCase)method.Invoke(null, [seed.Random()])!).Test();
        Assert.IsNotEmpty(test.Answer<object>(), name);
        Assert.IsEmpty(test.Quarantined, name);
        test.CutInvariant(cases: 12, seed.Value);
    }

    [TestMethod]
    public void There_are_sixteen() => CollectionAssert.AreEqual(
        Enumerable.Range(1, 16).ToArray(),
        Cases.Select(c => int.Parse(((string)c[0])[1..3], System.Globalization.CultureInfo.InvariantCulture)).Distinct().ToArray());
}
