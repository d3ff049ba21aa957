using Unified.Epochs;
using Unified.Errors;
using Unified.Streaming.Tests.Fakes;
using Unified.TestKit;

namespace Unified.Streaming.Tests.Runtime;

/// <summary>A topic that was deleted and made anew while no stream ran, and holds more records than before: only its id tells.</summary>
[TestClass]
public sealed class RememberedLogTests
{
    public enum Holder
    {
        Database,
        Manifest,
        Archive,
    }

    [TestMethod]
    public async Task A_log_is_remembered_when_it_is_seen_for_the_first_time()
    {
        var scene = Scene();
        scene.Options = scene.Options with { Start = LogStart.FirstWholeEpoch };
        await scene.RunToEndAsync();
        Assert.AreEqual("first", scene.Identities.Known["trades"]);
        Assert.AreEqual("first", (await scene.Manifests.CurrentAsync(StreamScene.Program.Plan, default)).Logs["trades"],
            "the origin's manifest says it too");
    }

    [TestMethod]
    [DataRow(Holder.Database, "the database")]
    [DataRow(Holder.Manifest, "manifest 7")]
    [DataRow(Holder.Archive, "the archive")]
    public async Task A_topic_that_was_made_anew_is_refused_by_whoever_remembers_the_old_one(Holder holder, string said)
    {
        var scene = Scene();
        await scene.RunToEndAsync();
        scene.Identities = new MemoryIdentities();
        switch (holder)
        {
            case Holder.Database: scene.Identities.Known["trades"] = "first"; break;
            case Holder.Manifest: await scene.Manifests.AppendAsync(Promoted(), default); break;
            case Holder.Archive: scene.Archive = new MemoryArchive(StreamScene.Source, scene.Topic) { Id = "first" }; break;
        }

        MakeAnew(scene);
        var (before, flushes) = (scene.Tables.Print(), scene.Tables.Flushes);
        var error = await Assert.ThrowsExactlyAsync<DataException>(() => scene.RunAsync(_ => false));
        Assert.Contains($"Job 'hourly_trades': {said} has offsets of log 'trades' from topic 'trades' with the id first", error.Message);
        Assert.Contains("the topic has the id second now", error.Message);
        Assert.Contains("Give the new topic's source another Name", error.Message);
        Assert.AreEqual((before, flushes), (scene.Tables.Print(), scene.Tables.Flushes), "nothing of it was stored");
        Assert.AreEqual(holder == Holder.Database ? "first" : null, scene.Identities.Known.GetValueOrDefault("trades"),
            "and nothing was remembered");
    }

    [TestMethod]
    public async Task No_beginning_is_declared_on_a_topic_that_was_made_anew()
    {
        var scene = Scene();
        scene.Identities.Known["trades"] = "another";
        scene.Options = scene.Options with { Start = LogStart.FirstWholeEpoch };
        scene.Topic.Low[0] = 65;
        await Assert.ThrowsExactlyAsync<DataException>(() => scene.RunAsync(_ => false));
        Assert.IsEmpty(await scene.Manifests.HistoryAsync(StreamScene.Program.Plan, default));
    }

    [TestMethod]
    public async Task Of_two_that_see_a_log_first_the_one_that_was_beaten_compares_with_the_winner()
    {
        var scene = Scene();
        scene.Identities.Remembering = () => scene.Identities.Known["trades"] = "of another cluster";
        var error = await Assert.ThrowsExactlyAsync<DataException>(() => scene.RunAsync(_ => false));
        Assert.Contains("the id of another cluster, but the topic has the id first now", error.Message);
    }

    [TestMethod]
    public async Task A_broker_that_gives_no_ids_contradicts_nothing()
    {
        var scene = Scene();
        scene.Topic.Id = null;
        await scene.RunToEndAsync();
        Assert.IsEmpty(scene.Identities.Known);
        scene.Identities.Known["trades"] = "first";
        await scene.RunToEndAsync();
        scene.AssertWhole();
    }

    private static StreamScene Scene() => StreamScene.Of(TestSeed.Take().Random(), 1);

    private static Manifest Promoted() => Manifest.Empty(StreamScene.Program.Plan.Job, StreamScene.Program.Plan.Version) with
    {
        Seq = 7,
        Logs = Manifest.Empty("", "").Logs.Add("trades", "first"),
    };

    private static void MakeAnew(StreamScene scene)
    {
        scene.Topic.Logs[0] = MemoryLog.Random(TestSeed.Take().Random(), 1500);
        scene.Topic.Id = "second";
    }
}
