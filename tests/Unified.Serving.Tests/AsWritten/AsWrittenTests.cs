using System.Reflection;
using Acme;
using Unified.Contracts;
using Unified.Definition;
using Unified.Epochs;
using Unified.Errors;
using Unified.Physical;
using Unified.Plans;
using Unified.Serving.Tests.Fixtures;

namespace Unified.Serving.Tests.AsWritten;

/// <summary>
/// What data engineers wrote first, before they knew what the language can say, word for word (Definitions/): each gives what loops over
/// many thousand plain objects give, through the step function and the answer of ClickHouse.
/// </summary>
[TestClass]
public sealed class AsWrittenTests
{
    private static IEnumerable<object[]> Answers => new[] { typeof(BidAnswers), typeof(MeasureAnswers), typeof(TextAnswers) }
        .SelectMany(t => t.GetMethods(BindingFlags.Static | BindingFlags.Public)).Where(m => m.ReturnType == typeof(Answered))
        .Select(m => new object[] { m.Name, m });

    // Each says in its message what to write instead.
    private static IEnumerable<object[]> Refusals =>
    [
        [new A1(), "UNI0015"], // digits of a double
        [new C3(), "UNI0027"], [new C4(), "UNI0027"], // a number is no event time: [UnixTime]
        [new D3(), "UNI0014"], // digits of a decimal that a function returns
        [new T1(), "UNI0023"], [new T2(), "UNI0044"], // time zones of the machine
        [new T9(), "UNI0016"], // digits of a quotient
        [new X10Upper(), "UNI0013"], [new X16Starts(), "UNI0013"], [new X17Interp(), "UNI0013"], [new U5Cat(), "UNI0044"], // culture
        [new X20Round(), "UNI0015"], [new X22Cast(), "UNI0015"], [new X26DurMs(), "UNI0015"], // conversions that lose values
        [new X21Floor(), "UNI0034"], // a key that is not in the result
    ];

    [TestMethod]
    [DynamicData(nameof(Answers))]
    public async Task A_definition_gives_what_loops_give(string name, MethodInfo method)
    {
        var answered = (Answered)method.Invoke(null, [])!;
        var expected = answered.Lines().Order(StringComparer.Ordinal).ToArray();
        Assert.IsNotEmpty(expected);
        using var world = await World.CreateAsync(answered.Job);
        Assert.AreEqual(answered.Job.GetType().Name, name);

        var (epochs, rejected) = (new List<EpochRows>(), 0);
        for (var p = 0; p < answered.Feed.Partitions.Count; p++)
        {
            var partition = new LogPartition(answered.Feed.Log, p);
            var run = world.Program.Open(partition, EventOrigin.Log, StageState.Empty);
            rejected += run.Add(answered.Feed.Partitions[p]).Count;
            epochs.Add(new EpochRows(new EpochLedger(new EpochId(partition, 0), answered.Feed.Partitions[p].Length, run.Counts),
                run.Rows(changedOnly: false)));
        }

        await world.Tables.UpsertAsync(world.Plan, epochs, CancellationToken.None);
        CollectionAssert.AreEqual(expected, (await world.AnswerAsync()).ToArray());
        Assert.AreEqual(answered.Rejected, rejected);
    }

    [TestMethod]
    [DynamicData(nameof(Refusals))]
    public void A_definition_that_would_not_mean_the_same_everywhere_is_refused(Job job, string code)
    {
        var refused = Assert.ThrowsExactly<DefinitionException>(() => JobPlan.Create(job));
        Assert.AreEqual(code, refused.Mistakes[0].Code, refused.Message);
    }

    [TestMethod]
    public void Every_definition_is_here() => CollectionAssert.AreEquivalent(
        typeof(Nex).Assembly.GetTypes().Where(t => t.Namespace == "Acme" && !t.IsAbstract && t.IsAssignableTo(typeof(Job)))
            .Select(t => t.Name).ToArray(),
        Answers.Select(a => (string)a[0]).Concat(Refusals.Select(r => r[0].GetType().Name)).ToArray());
}
