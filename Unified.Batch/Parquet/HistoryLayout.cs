using System.Collections.Concurrent;
using System.Globalization;
using Unified.Errors;
using Unified.Time;

namespace Unified.Batch.Parquet;

/// <summary>
/// The folders of a history dataset as they were when somebody looked: <c>name=yyyy-MM-dd</c>, or <c>year=yyyy/month=MM/day=dd</c>. A day
/// is all files beneath its folder. What begins with <c>_</c> or <c>.</c> is somebody's work in progress and never read. Immutable.
/// </summary>
internal sealed class HistoryLayout
{
    private readonly string _root;
    // The folders that are named after a day. Which of them have files is looked up for the day that is asked for: who reads one of a
    // thousand days must not walk through all.
    private readonly SortedDictionary<int, List<string>> _named = [];
    private readonly ConcurrentDictionary<int, string?> _folders = [];
    private readonly List<string> _other = [];

    /// <param name="root">The dataset's folder, which is there.</param>
    /// <exception cref="DataException">A folder is not named after a day.</exception>
    public HistoryLayout(string root)
    {
        _root = root;
        foreach (var entry in Entries(root))
        {
            var (key, value) = Split(entry.Name);
            if (entry is FileInfo)
            {
                _other.Add(entry.FullName);
            }
            else if (key == "year" && Number(value, 4) is { } year)
            {
                AddMonths(entry, year);
            }
            else if (key is not null && Day(value) is { } day)
            {
                Add(day, entry);
            }
            else if (key == "dt")
            {
                throw new DataException(
                    $"Folder '{entry.FullName}' is not named after a day. Name it dt=yyyy-MM-dd, or move it out of the dataset.");
            }
            else
            {
                _other.Add(entry.FullName);
            }
        }
    }

    /// <summary>The days that have files, ascending.</summary>
    /// <exception cref="DataException">Two folders with files are of one day.</exception>
    public IEnumerable<int> Days => _named.Keys.Where(day => Folder(day) is not null);

    /// <summary>The paths of the files of a day, in ordinal order of their names.</summary>
    /// <exception cref="DataException">Two folders with files are of the day.</exception>
    public IEnumerable<string> Files(int day) => Folder(day) is { } folder && Directory.Exists(folder)
        ? Beneath(folder).OrderBy(f => Relative(folder, f), StringComparer.Ordinal) : [];

    /// <summary>A file's name in its day's folder, folders beneath it included.</summary>
    public string NameInDay(int day, string file) => Relative(Folder(day)!, file);

    /// <summary>A file's name in the dataset.</summary>
    public string Name(string file) => Relative(_root, file);

    /// <summary>What the folders around a file say: <c>hour=07</c>.</summary>
    public IReadOnlyDictionary<string, string> Folders(string file)
    {
        var said = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var folder in Name(file).Split('/')[..^1])
        {
            if (Split(folder) is (string key, string value))
            {
                said[key] = Uri.UnescapeDataString(value);
            }
        }

        return said;
    }

    /// <summary>Files, and folders with files, that are in no day's folder: nobody reads them. By name.</summary>
    public IReadOnlyList<string> Unread =>
        [.. _other.Where(o => File.Exists(o) || Beneath(o).Any()).Select(Name).Order(StringComparer.Ordinal)];

    private void AddMonths(FileSystemInfo year, int number)
    {
        foreach (var month in Entries(year.FullName))
        {
            if (Split(month.Name) is not ("month", var text) || month is FileInfo || Number(text, 2) is not { } m)
            {
                _other.Add(month.FullName);
                continue;
            }

            foreach (var day in Entries(month.FullName))
            {
                if (Split(day.Name) is ("day", var name) && day is not FileInfo && Number(name, 2) is { } d
                    && Day(string.Create(CultureInfo.InvariantCulture, $"{number:0000}-{m:00}-{d:00}")) is { } found)
                {
                    Add(found, day);
                }
                else
                {
                    _other.Add(day.FullName);
                }
            }
        }
    }

    private void Add(int day, FileSystemInfo folder)
    {
        if (!_named.TryGetValue(day, out var folders))
        {
            _named.Add(day, folders = []);
        }

        folders.Add(folder.FullName);
    }

    // The folder of a day that has files, as it was when somebody asked first.
    private string? Folder(int day) => _folders.GetOrAdd(day, static (day, named) =>
        (named.GetValueOrDefault(day) ?? []).Where(f => Beneath(f).Any()).Take(2).ToList() switch
        {
            [] => null,
            [var only] => only,
            var two => throw new DataException($"Folders '{two[0]}' and '{two[1]}' are of the same day. Keep the events of a day in one "
                + "folder, and move the other out of the dataset."),
        }, _named);

    private static IEnumerable<FileSystemInfo> Entries(string folder) => new DirectoryInfo(folder).EnumerateFileSystemInfos()
        .Where(e => !IsHidden(e.Name)).OrderBy(e => e.Name, StringComparer.Ordinal);

    private static IEnumerable<string> Beneath(string folder) => Entries(folder)
        .SelectMany(e => e is FileInfo ? [e.FullName] : Beneath(e.FullName));

    private static bool IsHidden(string name) => name[0] is '_' or '.';

    private static string Relative(string folder, string file) => Path.GetRelativePath(folder, file).Replace('\\', '/');

    private static (string? Key, string? Value) Split(string name) =>
        name.IndexOf('=', StringComparison.Ordinal) is var at and > 0 ? (name[..at], name[(at + 1)..]) : (null, null);

    private static int? Number(string? text, int digits) => text?.Length <= digits
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static int? Day(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? Timestamps.Day(Timestamps.FromDateTime(day.ToDateTime(TimeOnly.MinValue))) : null;
}
