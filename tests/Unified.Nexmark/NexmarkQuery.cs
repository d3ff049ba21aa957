using Unified.Definition;
using Unified.Nexmark.Jobs;

namespace Unified.Nexmark;

/// <summary>A query of Nexmark: the job, and the SQL that a user of another engine would write over the same Parquet.</summary>
/// <param name="Job">The job; its name is that of the query.</param>
public sealed record NexmarkQuery(Job Job)
{
    /// <summary>
    /// Those that the language can say. Not q3, q4, q6, q9, q20, which join without a window, q10, which writes files, q12, which is by
    /// the clock of the machine, and q13, which joins a file.
    /// </summary>
    public static IReadOnlyList<NexmarkQuery> All { get; } =
    [
        new(new Q0()), new(new Q1()), new(new Q2()), new(new Q5()), new(new Q7()), new(new Q8()), new(new Q11()), new(new Q14()),
        new(new Q15()), new(new Q16()), new(new Q17()), new(new Q18()), new(new Q19()), new(new Q21()), new(new Q22()),
    ];

    /// <summary><c>q0</c> to <c>q22</c>.</summary>
    public string Name => Job.Name;

    /// <summary>For DuckDB, over relations <c>person</c>, <c>auction</c> and <c>bid</c>.</summary>
    public string DuckDb => Sql("DuckDb");

    /// <summary>For ClickHouse, over the same.</summary>
    public string ClickHouse => Sql("ClickHouse");

    public override string ToString() => Name;

    private string Sql(string engine)
    {
        using var stream = typeof(NexmarkQuery).Assembly.GetManifestResourceStream($"{engine}/{Name}")
            ?? throw new InvalidOperationException($"There is no Sql/{engine}/{Name}.sql.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
