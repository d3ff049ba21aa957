using System.Security.Cryptography;
using Unified.Epochs;
using Unified.Errors;
using Unified.Plans;
using Unified.Serving.ClickHouse;
using Unified.Serving.Rows;

namespace Unified.Serving.Manifests;

/// <summary>
/// The merge of a generation's rows with the active rows of the days that they touch, written into the batch table under an id of its own:
/// so that two promotions at once, even of the same generation, never write into or remove each other's rows. So is every attempt: an
/// insert whose answer was lost may be done at any later time, and finds that nobody will ever name its id.
/// </summary>
internal sealed class PromotedRows(IStatements server, JobPlan plan)
{
    private const int RandomBits = 12;
    private const int Attempts = 5;

    /// <summary>An id that nobody else takes: microseconds, then random bits. Ordered by time, and its time can be read back.</summary>
    public static ulong NewId(DateTimeOffset now) =>
        ((ulong)Time.Timestamps.FromDateTime(now.UtcDateTime) << RandomBits) | (uint)RandomNumberGenerator.GetInt32(1 << RandomBits);

    /// <summary>When an id was made, by the server's clock.</summary>
    public static DateTimeOffset Created(ulong id) => ClickHouseTime.FromMicros((long)(id >> RandomBits));

    /// <summary>
    /// Writes the merged rows of the touched days and verifies what was written. Invisible until a manifest names the id.
    /// </summary>
    /// <returns>The id that they were written under.</returns>
    public async Task<ulong> WriteAsync(Manifest basis, StagedRows staged, IReadOnlyList<int> days, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var id = NewId(await server.NowAsync(cancellation).ConfigureAwait(false));
            if (days.Count == 0)
            {
                return id;
            }

            try
            {
                await server.InsertPromotedAsync(plan, id, basis, staged.All, days, cancellation).ConfigureAwait(false);
            }
            catch (TransientException) when (attempt < Attempts && !cancellation.IsCancellationRequested)
            {
                continue;
            }

            var (expected, actual) = await server.PromotedTotalsAsync(plan, id, basis, staged.All, days, cancellation)
                .ConfigureAwait(false);
            return expected.SequenceEqual(actual, StringComparer.Ordinal) ? id : throw new TransientException(
                $"Job '{plan.Job}': the promoted rows {id} are not what they were made of: rows and totals ({string.Join(", ", actual)}) "
                + $"instead of ({string.Join(", ", expected)}). Nothing was promoted; promote again.");
        }
    }
}
