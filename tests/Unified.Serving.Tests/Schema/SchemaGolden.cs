using System.Globalization;
using System.Runtime.CompilerServices;
using Unified.Serving.ClickHouse;

namespace Unified.Serving.Tests.Schema;

/// <summary>The stored tables of each version, as the builds of that version made them, and rows that they stored.</summary>
internal static class SchemaGolden
{
    /// <summary>Set it to 1 to write the file of the current version anew, then read the difference.</summary>
    public const string Rewrite = "UNIFIED_REWRITE_GOLDEN";

    private const string Database = "{database}";

    public static string Read(int version) => System.IO.File.ReadAllText(File(version)).ReplaceLineEndings("\n");

    public static void Write(int version, string statements) => System.IO.File.WriteAllText(File(version), statements);

    /// <summary>The form in the files: a statement a line, whatever the database.</summary>
    public static string Text(ClickHouseDatabase database, IEnumerable<string> statements) => string.Concat(statements.Select(s =>
        s.Replace(Quoted(database), Database, StringComparison.Ordinal).Replace("IF NOT EXISTS ", "", StringComparison.Ordinal) + ";\n"));

    /// <summary>Makes a database as a build of that version left it: its tables and some rows.</summary>
    public static async Task CreateAsync(ClickHouseDatabase database, int version)
    {
        await database.ExecuteAsync($"CREATE DATABASE IF NOT EXISTS {Quoted(database)}", CancellationToken.None);
        foreach (var statement in (Read(version) + System.IO.File.ReadAllText(File(version, "rows"))).Split('\n')
            .Where(l => l.Length > 0 && !l.StartsWith("--", StringComparison.Ordinal)))
        {
            await database.ExecuteAsync(statement.TrimEnd('\r', ';').Replace(Database, Quoted(database), StringComparison.Ordinal),
                CancellationToken.None);
        }
    }

    private static string Quoted(ClickHouseDatabase database) => Unified.Sql.ClickHouse.Identifier(database.Options.Database);

    private static string File(int version, string what = "schema", [CallerFilePath] string path = "") =>
        Path.Combine(Path.GetDirectoryName(path)!, string.Create(CultureInfo.InvariantCulture, $"{what}-v{version}.sql"));
}
