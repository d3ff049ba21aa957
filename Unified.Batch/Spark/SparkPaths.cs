namespace Unified.Batch.Spark;

/// <summary>Where the hosts of Spark see the folders of this host: the longest folder that a file lies in counts. Immutable.</summary>
/// <param name="map">Folder of this host to folder, or address (<c>s3a://</c>, <c>hdfs://</c>), of Spark's hosts.</param>
internal sealed class SparkPaths(IReadOnlyDictionary<string, string> map)
{
    private readonly (string From, string To)[] _map = [.. map
        .Select(m => (From: Folder(Path.GetFullPath(m.Key)), To: m.Value.TrimEnd('/')))
        .OrderByDescending(m => m.From.Length)];

    /// <summary>A file of this host as Spark's hosts see it; by its full name where no folder of the map has it.</summary>
    public string Seen(string file)
    {
        var full = Path.GetFullPath(file);
        return _map.FirstOrDefault(m => full.StartsWith(m.From, StringComparison.Ordinal)) is { From: not null } found
            ? $"{found.To}/{full[found.From.Length..].Replace(Path.DirectorySeparatorChar, '/')}" : full;
    }

    private static string Folder(string path) => Path.EndsInDirectorySeparator(path) ? path : path + Path.DirectorySeparatorChar;
}
