using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Unified.Logical;
using Unified.Plans;
using Unified.Serving.Api;
using Unified.Serving.ClickHouse;
using Unified.Serving.Manifests;
using Unified.Serving.Rows;
using Unified.Serving.Versions;
using Unified.Types;

namespace Unified.Hosting.CommandLine;

/// <summary><c>versions</c>: the definition versions of a job, and which of them is public.</summary>
internal sealed class VersionsCommand(KnownVersions known, PublicVersions current, JobStates states, ManifestReader manifests)
{
    public static Command Create(CommandContext context)
    {
        var command = new DescribedCommand("versions",
            "Lists the definition versions of each job: which one the public views show and since when, which one this program has "
                + "compiled in, and how far each of them is.",
            "jobs versions", "jobs versions --job airport_delays --json");
        command.Options.Add(context.Job);
        command.Options.Add(context.Json);
        command.SetAction((parsed, cancellation) => context.RunAsync<VersionsCommand>(parsed, async versions =>
        {
            var json = new JsonArray();
            foreach (var plan in context.Selected(parsed))
            {
                json.Add(await versions.JobAsync(plan, cancellation).ConfigureAwait(false));
            }

            if (parsed.GetValue(context.Json))
            {
                CommandContext.Print(json);
            }
            else
            {
                foreach (var job in json)
                {
                    var lines = job!["versions"]!.AsArray().Select(v => "\n  " + Text(v!.AsObject()));
                    Console.Out.WriteLine($"{job["job"]}{string.Concat(lines)}");
                }
            }

            return 0;
        }, cancellation));
        return command;
    }

    /// <summary>A moment as people read it.</summary>
    public static string Moment(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private async Task<JsonObject> JobAsync(JobPlan plan, CancellationToken cancellation)
    {
        var shown = await current.CurrentAsync(plan.Job, cancellation).ConfigureAwait(false);
        var versions = new JsonArray();
        foreach (var version in await known.OfAsync(plan.Job, cancellation).ConfigureAwait(false))
        {
            var state = version.Stored is null ? null : await states.ReadAsync(version.Stored.Definition, cancellation)
                .ConfigureAwait(false);
            var manifest = state?.Manifest ?? await manifests.CurrentAsync(plan.Job, version.Version, cancellation).ConfigureAwait(false);
            var since = shown?.Version == version.Version ? shown : null;
            versions.Add(new JsonObject
            {
                ["version"] = version.Version,
                ["public"] = since is not null,
                ["since"] = since?.Switched,
                ["who"] = since?.Who,
                ["why"] = since?.Why,
                ["compiledIn"] = version.Version == plan.Version,
                ["created"] = version.Stored?.Since,
                ["manifestSeq"] = manifest.Seq,
                ["rows"] = version.Gone.Count > 0 ? null : await known.RowsAsync(plan.Job, version.Version, cancellation)
                    .ConfigureAwait(false),
                ["complete"] = version.Gone.Count > 0 ? false : state?.Complete,
                ["reasons"] = new JsonArray([.. (state?.Reasons ?? []).Select(r => (JsonNode)r.Message)]),
                ["gone"] = new JsonArray([.. version.Gone.Select(g => (JsonNode)g)]),
            });
        }

        return new JsonObject { ["job"] = plan.Job, ["versions"] = versions };
    }

    private static string Text(JsonObject version)
    {
        var parts = new List<string>();
        if (version["public"]!.GetValue<bool>())
        {
            var why = string.Join(": ", new[] { version["who"]!.GetValue<string>(),
                version["why"]!.GetValue<string>() }.Where(t => t.Length > 0));
            parts.Add($"public since {Moment(version["since"]!.GetValue<DateTimeOffset>())}{(why.Length > 0 ? $" ({why})" : "")}");
        }

        if (version["compiledIn"]!.GetValue<bool>())
        {
            parts.Add("compiled into this program");
        }

        parts.Add($"manifest {EpochText.Number(version["manifestSeq"]!.GetValue<long>())}");
        if (version["rows"] is { } rows)
        {
            parts.Add(EpochText.Count(rows.GetValue<long>(), "row"));
        }

        var gone = version["gone"]!.AsArray();
        parts.Add(gone.Count > 0 ? "its tables are gone" : version["complete"]?.GetValue<bool>() switch
        {
            true => "complete",
            false => "not complete",
            null => "complete or not is unknown: start the program that has it compiled in, once",
        });
        return $"{version["version"]}  {string.Join(", ", parts)}" + string.Concat(version["reasons"]!.AsArray()
            .Select(r => $"\n      {r}"))
            + (gone.Count > 0 ? $"\n      gone: {string.Join(", ", gone)}" : "");
    }
}
