using Unified.TestKit;

namespace Unified.Hosting.Tests.CommandLine;

/// <summary>What programs read: the whole standard output is one JSON document with stable names.</summary>
[TestClass]
[DoNotParallelize]
public sealed class JsonTests
{
    [TestMethod]
    public async Task Explain_prints_the_same_valid_JSON_each_time()
    {
        var first = await CommandRun.OfAsync("explain", "--json");
        var second = await CommandRun.OfAsync("explain", "--job", "orders", "--json");
        Assert.AreEqual(first.Output, second.Output);
        Assert.AreEqual((0, ""), (first.Code, first.Error));
        var job = first.Json.AsArray().Single()!;
        Assert.AreEqual("job definitionVersion sources class stages rules plan rows states result costs clickHouse duckDb canonical",
            string.Join(' ', job.AsObject().Select(p => p.Key)));
        Assert.AreEqual("orders", job["job"]!.GetValue<string>());
        Assert.AreEqual(12, job["definitionVersion"]!.GetValue<string>().Length);
        Assert.AreEqual("customer:string:String orders:int64:Int64 amount:int64:Int64",
            string.Join(' ', job["result"]!.AsArray().Select(c => $"{c!["name"]}:{c["type"]}:{c["clickHouse"]}")));
    }

    [TestMethod]
    public async Task Status_verify_and_backfill_print_JSON_and_nothing_else()
    {
        using var folder = new TempFolder();
        var status = await CommandRun.OnClickHouseAsync(folder.Path, "status", "--json");
        Assert.AreEqual((0, ""), (status.Code, status.Error));
        var job = status.Json.AsArray().Single()!;
        Assert.AreEqual("job definitionVersion manifestSeq why who generations days historyDays partitions behindSeconds "
            + "written missing notes opinions failures history",
            string.Join(' ', job.AsObject().Select(p => p.Key)));
        Assert.AreEqual("log partition begins beginsOffset cut covered read quarantined archivedEpochs behind",
            string.Join(' ', job["partitions"]!.AsArray()[0]!.AsObject().Select(p => p.Key)));

        var verify = await CommandRun.OnClickHouseAsync(folder.Path, "verify", "--json");
        Assert.AreEqual((0, false), (verify.Code, verify.Json.AsArray().Single()!["open"]!.GetValue<bool>()));
        var missing = await CommandRun.OnClickHouseAsync(folder.Path, "backfill", "--dry-run", "--json");
        Assert.AreEqual((0, 0), (missing.Code, missing.Json.AsArray().Single()!["missing"]!.AsArray().Count));
        var backfill = await CommandRun.OnClickHouseAsync(folder.Path, "backfill", "--json");
        Assert.AreEqual((0, "NothingToDo"), (backfill.Code, backfill.Json.AsArray().Single()!["result"]!.GetValue<string>()));
        var rollback = await CommandRun.OnClickHouseAsync(folder.Path, "rollback", "--job", "orders", "--to", "0", "--why", "a test",
            "--json");
        Assert.AreEqual((0, 1L), (rollback.Code, rollback.Json["manifestSeq"]!.GetValue<long>()));
        (await CommandRun.OnClickHouseAsync(folder.Path, "rollback", "--job", "orders", "--to", "7", "--why", "a test", "--json"))
            .Refused(3, "'orders'", "manifest 7", "0 to 1");
    }

    [TestMethod]
    public async Task Versions_and_switch_print_JSON_and_nothing_else()
    {
        using var folder = new TempFolder();
        var versions = await CommandRun.OnClickHouseAsync(folder.Path, "versions", "--json");
        Assert.AreEqual((0, ""), (versions.Code, versions.Error));
        var version = versions.Json.AsArray().Single()!["versions"]!.AsArray().Single()!;
        Assert.AreEqual("version public since who why compiledIn created manifestSeq rows complete reasons gone",
            string.Join(' ', version.AsObject().Select(p => p.Key)));
        Assert.AreEqual((true, true, 0L, true), (version["public"]!.GetValue<bool>(), version["compiledIn"]!.GetValue<bool>(),
            version["rows"]!.GetValue<long>(), version["complete"]!.GetValue<bool>()));

        var name = version["version"]!.GetValue<string>();
        var shown = await CommandRun.OnClickHouseAsync(folder.Path, "switch", "--job", "orders", "--to", name[..4], "--json");
        Assert.AreEqual((0, "AlreadyPublic", name), (shown.Code, shown.Json["result"]!.GetValue<string>(),
            shown.Json["public"]!.GetValue<string>()));
        Assert.AreEqual("job from to public result notCaughtUp definition schema rows columns examples notes",
            string.Join(' ', shown.Json.AsObject().Select(p => p.Key)));
        (await CommandRun.OnClickHouseAsync(folder.Path, "switch", "--job", "orders", "--to", "nope"))
            .Refused(2, "'orders' has no version 'nope'", name);

        var drop = await CommandRun.OnClickHouseAsync(folder.Path, "drop", "--job", "orders", "--version", name[..4], "--json");
        Assert.AreEqual((1, "Refused", name), (drop.Code, drop.Json["result"]!.GetValue<string>(),
            drop.Json["version"]!.GetValue<string>()));
        Assert.AreEqual("job version result refusal found", string.Join(' ', drop.Json.AsObject().Select(p => p.Key)));
        (await CommandRun.OnClickHouseAsync(folder.Path, "drop", "--job", "orders", "--version", "nope"))
            .Refused(2, "'orders' has no version 'nope'", name);
    }
}
