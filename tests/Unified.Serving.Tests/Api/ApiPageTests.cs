using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Unified.Contracts;
using Unified.Serving.Tests.Fixtures;
using Unified.Serving.Tests.Proof;

namespace Unified.Serving.Tests.Api;

/// <summary>The examples of docs/api.md have the names that are answered, in their order.</summary>
[TestClass]
public sealed class ApiPageTests
{
    [TestMethod]
    public async Task Every_example_has_the_names_that_are_answered_and_no_other()
    {
        using var world = await World.CreateAsync(new PlaceHours());
        var (simulation, generation) = await ProofTests.StagedAsync(world);
        Assert.IsTrue((await simulation.PromoteAsync(generation)).Promoted);
        await world.Tables.QuarantineAsync([new QuarantinedRecord(Readings.P(2), 17, "", "a reason", ReadOnlyMemory<byte>.Empty)],
            CancellationToken.None);
        await using var api = await ApiHost.StartAsync(world);
        foreach (var path in new[] { "rows", "manifests", "ledger" })
        {
            Assert.AreEqual(Documented("jobs/airport_delays/" + path), Answered((await api.GetAsync($"/v1/jobs/place_hours/{path}")).Body),
                path);
        }

        Assert.AreEqual(Documented("quarantine"), Answered((await api.GetAsync("/v1/quarantine")).Body), "quarantine");
    }

    // The rows themselves have the names of the job's columns, and maps those of partitions.
    private static string Documented(string path)
    {
        var example = Regex.Match(Page(), $"curl '?[^\n]*/v1/{path}[^\n]*\n```\n\n```json\n(.*?)```", RegexOptions.Singleline);
        Assert.IsTrue(example.Success, path);
        return string.Join(' ',
            Regex.Matches(Regex.Replace(example.Groups[1].Value, "\"rows\": \\[.*\\]", "\"rows\": []", RegexOptions.Singleline),
            "\"([A-Za-z]+)\":").Select(m => m.Groups[1].Value).Distinct());
    }

    private static string Answered(JsonElement body) =>
        string.Join(' ', Names(body).Where(n => !n.Contains('/', StringComparison.Ordinal)).Distinct());

    private static IEnumerable<string> Names(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => p.Name == "rows" ? [p.Name] : Names(p.Value).Prepend(p.Name)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Names),
        _ => [],
    };

    private static string Page([CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "docs", "api.md")).ReplaceLineEndings("\n");
}
