using System.Reflection;
using Unified.Definition;
using Unified.Hosting.Configuration;

namespace Unified.Demo.Samples;

/// <summary>The samples that lie beside a program: a folder each in <c>samples/</c>.</summary>
internal sealed class SampleCatalogue
{
    private SampleCatalogue(IReadOnlyList<Sample> samples) => Samples = samples;

    /// <summary>All of them, by name.</summary>
    public IReadOnlyList<Sample> Samples { get; }

    /// <summary>The samples whose jobs are in an assembly. Nothing is planned.</summary>
    public static SampleCatalogue Of(Assembly assembly)
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "samples");
        var jobs = Jobs(assembly);
        return new SampleCatalogue(Directory.Exists(folder)
            ? [.. Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal).Select(sample => new Sample(
                Path.GetFileName(sample), sample,
                [.. jobs.Where(j => File.Exists(Sample.ExpectedFile(sample, j.Name))).Select(j => j.Type)]))
                .Where(sample => sample.Types.Count > 0)]
            : []);
    }

    /// <summary>The jobs of an assembly, by name.</summary>
    public static IReadOnlyList<(string Name, Type Type)> Jobs(Assembly assembly) =>
        [.. assembly.GetExportedTypes().Where(t => t.IsSubclassOf(typeof(Job)) && !t.IsAbstract && t.GetConstructor([]) is not null)
            .Select(t => (((Job)Activator.CreateInstance(t)!).Name, t)).OrderBy(j => j.Name, StringComparer.Ordinal)];

    /// <summary>The sample of a job, or of a folder: <c>click_sessions</c>, <c>ClickSessions</c>, <c>Clickstream</c>.</summary>
    /// <exception cref="SettingException">There is none; the message has the nearest.</exception>
    public Sample Find(string name)
    {
        var found = Samples.FirstOrDefault(s => Names(s).Any(n => Same(n, name)));
        if (found is not null)
        {
            return found;
        }

        var nearest = Samples.SelectMany(Names).Select(n => (Name: n, Distance: Distance(Plain(n), Plain(name))))
            .OrderBy(n => n.Distance).FirstOrDefault();
        var meant = nearest.Name is not null && nearest.Distance <= Math.Max(2, name.Length / 3) ? $" Do you mean '{nearest.Name}'?" : "";
        throw new SettingException($"--job {name}: there is no such sample.{meant} There are: {Text}.");
    }

    /// <summary>The names of all jobs, by sample.</summary>
    public string Text => string.Join(", ", Samples.SelectMany(JobNames));

    private static IEnumerable<string> Names(Sample sample) => JobNames(sample).Append(sample.Name);

    private static IEnumerable<string> JobNames(Sample sample) => sample.Types.Select(t => ((Job)Activator.CreateInstance(t)!).Name);

    private static bool Same(string a, string b) => Plain(a).Equals(Plain(b), StringComparison.OrdinalIgnoreCase);

    private static string Plain(string name) => name.Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();

    /// <summary>How many characters have to be typed, removed or replaced to make one of the other.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            // Invariant: row[..j] is that of the first i characters of a, row[j..] that of the first i - 1, and corner what row[j - 1] was.
            (var corner, row[0]) = (row[0], i);
            for (var j = 1; j <= b.Length; j++)
            {
                (corner, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, corner + (a[i - 1] == b[j - 1] ? 0 : 1)));
            }
        }

        return row[^1];
    }
}
