using System.Linq.Expressions;
using Hangfire.Common;
using Hangfire.Storage;
using Unified.Batch.Planning;
using Unified.Batch.Scheduling;
using Unified.Epochs;
using Unified.Errors;

namespace Unified.Batch.Tests.Scheduling;

/// <summary>
/// A queue outlives the program that wrote it. These are calls as it has stored them: a program of any later version must read them, so a
/// line is added here and none is changed.
/// </summary>
[TestClass]
public sealed class QueueFormatTests
{
    private const string Type = "Unified.Batch.Scheduling.BackfillJobs, Unified.Batch";
    private const string Text = "System.String";
    private const string Stop = "System.Threading.CancellationToken";

    [TestMethod]
    [DataRow("ReconcileAsync", """["daily","3ce748c4b733",null,"schedule","T+1",null]""", 6)]
    [DataRow("ReconcileAsync", """["daily","3ce748c4b733","{\"only\":\"log\"}","trigger","asked for",null]""", 6)]
    [DataRow("RunSliceAsync", """["daily","3ce748c4b733","1882622182150722397","log:trades:0:0:3","schedule","T+1",null]""", 7)]
    [DataRow("PromoteAsync", """["daily","3ce748c4b733","1882622182150722397","schedule","T+1",null]""", 6)]
    public void What_was_queued_is_read(string method, string arguments, int count)
    {
        var types = string.Join(',', Enumerable.Repeat($"\"{Text}\"", count - 1).Append($"\"{Stop}\""));
        var quoted = string.Join(',', System.Text.Json.JsonSerializer.Deserialize<string?[]>(arguments)!
            .Select(a => a is null ? "null" : System.Text.Json.JsonSerializer.Serialize(System.Text.Json.JsonSerializer.Serialize(a))));
        var job = new InvocationData(Type, method, $"[{types}]", $"[{quoted}]").DeserializeJob();
        Assert.AreEqual(typeof(BackfillJobs), job.Type);
        CollectionAssert.AreEqual(System.Text.Json.JsonSerializer.Deserialize<string?[]>(arguments)![..^1],
            job.Args.Take(count - 1).Cast<string?>().ToArray());
    }

    [TestMethod]
    public void What_is_queued_are_these_calls_with_texts_alone()
    {
        Expression<Func<BackfillJobs, Task>>[] calls =
        [
            x => x.ReconcileAsync("a", "b", "c", "d", "e", CancellationToken.None),
            x => x.RunSliceAsync("a", "b", "c", "d", "e", "f", CancellationToken.None),
            x => x.PromoteAsync("a", "b", "c", "d", "e", CancellationToken.None),
        ];
        foreach (var call in calls)
        {
            var parameters = Job.FromExpression(call).Method.GetParameters();
            Assert.IsTrue(parameters.SkipLast(1).All(p => p.ParameterType == typeof(string)));
            Assert.AreEqual(typeof(CancellationToken), parameters[^1].ParameterType);
        }
    }

    [TestMethod]
    public void What_another_build_has_queued_is_read_whatever_its_version()
    {
        using var storage = ScheduleStorage.InMemory(TimeProvider.System);
        var stored = InvocationData.SerializeJob(Job.FromExpression<BackfillJobs>(
            x => x.PromoteAsync("a", "b", "c", "d", "e", CancellationToken.None)));
        Assert.AreEqual(Type, stored.Type);
        Assert.DoesNotContain("Version=", stored.ParameterTypes);

        const string Newer = ", Version=99.0.0.0, Culture=neutral, PublicKeyToken=null";
        var types = stored.ParameterTypes.Replace(", mscorlib", ", System.Private.CoreLib" + Newer, StringComparison.Ordinal);
        Assert.AreEqual(nameof(BackfillJobs.PromoteAsync),
            new InvocationData(Type + Newer, stored.Method, types, stored.Arguments).DeserializeJob().Method.Name);
    }

    [TestMethod]
    public void A_filter_is_stored_as_text_and_read_back()
    {
        PlanFilter[] filters =
        [
            new PlanFilter { FromDay = 19787, UntilDay = 19790 }, new PlanFilter { Only = EventOrigin.Log },
            new PlanFilter { Only = EventOrigin.History, FromDay = -3 }, new PlanFilter { Rebuild = true },
        ];
        foreach (var filter in filters)
        {
            Assert.AreEqual(filter, FilterText.Read(FilterText.Write(filter)));
        }

        Assert.IsNull(FilterText.Write(PlanFilter.None));
        Assert.AreEqual("""{"from":19787,"until":19790}""", FilterText.Write(filters[0]));
    }

    [TestMethod]
    [DataRow("""{"only":"braid"}"""), DataRow("""{"jobs":["a"]}"""), DataRow("nonsense"), DataRow("""{"from":"monday"}"""), DataRow("[]")]
    public void A_filter_that_a_newer_program_wrote_is_refused(string text) =>
        Assert.Contains("a newer one has queued it", Assert.ThrowsExactly<DataException>(() => FilterText.Read(text)).Message);
}
