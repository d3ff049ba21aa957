using System.Globalization;
using Unified.Epochs;
using Unified.Errors;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Rows;
using Unified.Serving.Schema;

namespace Unified.Serving.Manifests;

/// <summary>
/// The rows of a generation that count: of every slice those of the attempt that finished it. Read once, so that what is proved is what is
/// promoted.
/// </summary>
internal sealed class StagedRows
{
    private readonly Generation _generation;

    private StagedRows(Generation generation, IReadOnlyDictionary<string, StagedSlice> slices) =>
        (_generation, Slices) = (generation, slices);

    /// <summary>By name of the slice.</summary>
    public IReadOnlyDictionary<string, StagedSlice> Slices { get; }

    /// <summary>The rows of all slices.</summary>
    public string Where => Predicate(_generation.Slices);

    /// <exception cref="DataException">A slice is not written, or its rows are not all there.</exception>
    public static async Task<StagedRows> ReadAsync(ClickHouseDatabase database, JobPlan plan, Generation generation,
        CancellationToken cancellation)
    {
        var done = (await new ClickHouseGenerationStore(database).SlicesAsync(plan, generation.Id, cancellation).ConfigureAwait(false))
            .ToDictionary(s => s.Slice, StringComparer.Ordinal);
        var missing = generation.Slices.Where(s => !done.ContainsKey(s.Name)).ToArray();
        if (missing.Length > 0)
        {
            throw new DataException(
                $"Job '{plan.Job}': generation {generation.Id} has {missing.Length} of {generation.Slices.Length} slices that are not "
                    + $"written, '{missing[0]}' first. "
                + "Run them, then promote.");
        }

        var staged = new StagedRows(generation, done);
        var counts = (await database.QueryAsync(
            $"SELECT {SystemColumns.Slice}, count() FROM {new JobTables(database, plan).Staging} WHERE {staged.Where} GROUP BY "
                + $"{SystemColumns.Slice}",
            r => (Slice: r.GetString(0), Rows: r.GetFieldValue<ulong>(1)), cancellation).ConfigureAwait(false))
                .ToDictionary(c => c.Slice, c => c.Rows);
        foreach (var slice in generation.Slices.Select(s => done[s.Name]).Where(s => counts.GetValueOrDefault(s.Slice) != s.Rows))
        {
            throw new DataException(string.Create(CultureInfo.InvariantCulture,
                $"Job '{plan.Job}': slice '{slice.Slice}' of generation {generation.Id} wrote {slice.Rows} rows and "
                    + $"{counts.GetValueOrDefault(slice.Slice)} ")
                + "are there. Run the slice again.");
        }

        return staged;
    }

    /// <summary>The rows of some slices.</summary>
    public string Predicate(IEnumerable<Slice> slices)
    {
        var attempts =
            string.Join(", ", slices.Select(s => $"({ClickHouseSql.Text(s.Name)}, {ClickHouseSql.Text(Slices[s.Name].Attempt)})"));
        return attempts.Length == 0 ? "0" : string.Create(CultureInfo.InvariantCulture,
            $"{SystemColumns.Generation} = {_generation.Id} AND ({SystemColumns.Slice}, {SystemColumns.Attempt}) IN ({attempts})");
    }
}
