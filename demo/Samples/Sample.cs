using Unified.Batch.Tables;
using Unified.Demo.Shared;
using Unified.Errors;
using Unified.Hosting.Composition;
using Unified.Logical;
using Unified.Plans;

namespace Unified.Demo.Samples;

/// <summary>
/// A sample: a folder of one or several jobs, <c>sample/</c> with a file a topic and the history before it, and <c>expected/</c> with a
/// file a job. Nothing of it is known to the demo but this.
/// </summary>
/// <param name="Name">The folder's name.</param>
/// <param name="Folder">Where it lies beside the program.</param>
/// <param name="Types">The classes of its jobs.</param>
internal sealed record Sample(string Name, string Folder, IReadOnlyList<Type> Types)
{
    /// <summary>Its jobs, planned.</summary>
    public JobCatalogue Plan() => JobCatalogue.Of(Types);

    /// <summary>The file of a source's topic: its records in the order in which they come.</summary>
    public string Log(SourceSchema source) => Path.Combine(Folder, "sample", $"{source.Topic}.ndjson");

    /// <summary>The folder with a source's history, as the data root has it.</summary>
    public string History => Path.Combine(Folder, "sample", "history");

    /// <summary>The file with the answer of a job.</summary>
    public string Answer(string job) => ExpectedFile(Folder, job);

    /// <summary>The answer that a job must have, in the spelling of <see cref="AnswerRows"/>; an empty cell is null.</summary>
    /// <exception cref="DataException">The file is not there, or has other columns.</exception>
    public AnswerRows Expected(JobPlan plan)
    {
        var file = Answer(plan.Job);
        using var rows = CsvFile.Read(file).GetEnumerator();
        var names = rows.MoveNext() ? rows.Current.Cells.Select(c => c.Text) : [];
        var columns = plan.Outputs.Select(o => o.Field.Name).ToList();
        if (!names.SequenceEqual(columns))
        {
            throw new DataException($"'{file}' has the columns {string.Join(", ", names)}, and job '{plan.Job}' answers "
                + $"{string.Join(", ", columns)}.");
        }

        var texts = new List<IReadOnlyList<string?>>();
        while (rows.MoveNext())
        {
            texts.Add([.. rows.Current.Cells.Select(c => c.Text.Length == 0 && !c.Quoted ? null : c.Text)]);
        }

        return AnswerRows.OfTexts(plan, texts);
    }

    internal static string ExpectedFile(string folder, string job) => Path.Combine(folder, "expected", $"{job}.csv");
}
