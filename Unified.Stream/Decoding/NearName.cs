namespace Unified.Streaming.Decoding;

/// <summary>
/// The field that somebody may have meant: a misspelt name is what is most often behind a column that is missing. The same names give the
/// same answer, since it stands in reasons that are kept.
/// </summary>
internal static class NearName
{
    private const int LongestCompared = 64;

    /// <summary>The name among those found that is nearest to the wanted one, or null when none is near.</summary>
    public static string? Of(string wanted, IEnumerable<string> found)
    {
        if (wanted.Length > LongestCompared)
        {
            return null;
        }

        // A letter in four may be another one, and a name of three letters or less is compared without case and signs alone.
        var most = wanted.Length / 4;
        return found.Where(f => f.Length <= LongestCompared)
            .Select(f => (Name: f, Distance: Plain(f) == Plain(wanted) ? 0 : Distance(f, wanted)))
            .Where(f => f.Distance <= most).OrderBy(f => f.Distance).ThenBy(f => f.Name, StringComparer.Ordinal)
            .Select(f => f.Name).FirstOrDefault();
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant));

    /// <summary>How many letters must be changed, added, left out or swapped with the next one.</summary>
    private static int Distance(string left, string right)
    {
        var rows = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                rows[i, j] = (i, j) switch
                {
                    (_, 0) => i,
                    (0, _) => j,
                    _ => Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1)),
                };
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
                }
            }
        }

        return rows[left.Length, right.Length];
    }
}
