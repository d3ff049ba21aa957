using Unified.Hosting.Composition;

namespace Unified.Hosting.Development;

/// <summary>What to do with a running <c>dev</c>: lines that can be pasted into another terminal.</summary>
/// <param name="jobs">The jobs.</param>
/// <param name="api">The address of the API.</param>
/// <param name="files">The sample data, by topic.</param>
internal sealed class DevHints(JobCatalogue jobs, string api, IReadOnlyList<(string Topic, string File)> files)
{
    public IEnumerable<string> Lines()
    {
        yield return "";
        yield return "Everything runs until Ctrl+C. The dashboard:";
        yield return $"  {api}/";
        if (jobs.Plans.Count > 0)
        {
            yield return "Rows of a job, from another terminal:";
            yield return $"  curl '{api}{DevRows.Path(jobs.Plans[0].Job, 5)}'";
        }

        if (jobs.Sources.Count > 0)
        {
            var topic = files.Count > 0 ? files[0].Topic : jobs.Sources[0].Topic;
            yield return "What is in a topic, and more of it:";
            yield return $"  {Program()} peek --dev --topic {topic} --count 3";
            yield return $"  {Program()} produce --dev --topic {topic} --file {(files.Count > 0 ? files[0].File : $"{topic}.ndjson")}";
        }

        yield return "What a job was understood as, and how far it is:";
        yield return $"  {Program()} explain";
        yield return $"  {Program()} status --dev";
    }

    /// <summary>How this program is started in the current folder.</summary>
    internal static string Program()
    {
        var here = Directory.GetCurrentDirectory();
        var process = Environment.ProcessPath ?? "dotnet";
        return Path.GetFileNameWithoutExtension(process) == "dotnet"
            ? $"dotnet {Relative(Environment.GetCommandLineArgs()[0])}" : Relative(process);

        string Relative(string path)
        {
            var relative = Path.GetRelativePath(here, path);
            return relative.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal) ? relative
                : $".{Path.DirectorySeparatorChar}{relative}";
        }
    }
}
