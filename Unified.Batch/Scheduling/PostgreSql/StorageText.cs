using System.Data.Common;
using System.Globalization;
using Npgsql;

namespace Unified.Batch.Scheduling.PostgreSql;

/// <summary>What is wrong with a connection string of PostgreSQL, found before anybody connects.</summary>
public static class StorageText
{
    private const string Example = "For example Host=postgres;Database=unified;Username=unified;Password=...";

    /// <summary>A sentence a mistake, without values that may be secret; empty when there is none.</summary>
    public static IReadOnlyList<string> Problems(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Contains("://", StringComparison.Ordinal) && !text.Split("://")[0].Contains('=', StringComparison.Ordinal))
        {
            return [$"it is an address, not a connection string. {Example}"];
        }

        DbConnectionStringBuilder parts;
        try
        {
            parts = new DbConnectionStringBuilder { ConnectionString = text };
        }
        catch (ArgumentException)
        {
            return [$"it is neither 'memory' nor of the form Key=Value;Key=Value. {Example}"];
        }

        var read = new NpgsqlConnectionStringBuilder();
        List<string> problems = [.. parts.Keys.Cast<string>().SelectMany(key => Problem(read, key, parts[key]))];
        if (problems.Count == 0)
        {
            problems.AddRange(Missing("Host", read.Host).Concat(Missing("Database", read.Database)));
        }

        return problems;
    }

    /// <summary>Sets one key, and says what keeps it from being set.</summary>
    private static IEnumerable<string> Problem(NpgsqlConnectionStringBuilder read, string key, object value)
    {
        try
        {
            read[key] = value;
            return read.Port <= ushort.MaxValue ? []
                : [string.Create(CultureInfo.InvariantCulture, $"Port is '{read.Port}'; allowed are 1 to {ushort.MaxValue}.")];
        }
        catch (ArgumentException error) when (error.InnerException is KeyNotFoundException)
        {
            return [$"Npgsql has no key '{key}'. {Example}"];
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return [$"Npgsql cannot read the value of '{key}'."];
        }
    }

    private static IEnumerable<string> Missing(string key, string? value) =>
        string.IsNullOrWhiteSpace(value) ? [$"it names no {key}. {Example}"] : [];
}
