using Unified.Definition;

namespace Unified.Serving.Tests.AsWritten;

/// <summary>A job of the definitions, and its answer computed with loops over plain objects.</summary>
/// <param name="Job">The job.</param>
/// <param name="Feed">What it reads.</param>
/// <param name="Lines">The lines of the answer, in no order.</param>
internal sealed record Answered(Job Job, IFeed Feed, Func<IEnumerable<string>> Lines)
{
    /// <summary>How many events C# throws for.</summary>
    public int Rejected { get; set; }

    /// <summary>The answer of a job that throws for some events: they are in no answer.</summary>
    public static Answered Throwing<T>(Job job, Feed<T> feed, Func<T, string> key)
        where T : notnull
    {
        Answered answered = null!;
        return answered = new Answered(job, feed, () =>
        {
            var counts = new Dictionary<string, long>(StringComparer.Ordinal);
            foreach (var one in feed.Events)
            {
                try
                {
                    var name = key(one);
                    counts[name] = counts.GetValueOrDefault(name) + 1;
                }
                catch (Exception error) when (error is ArgumentOutOfRangeException or IndexOutOfRangeException)
                {
                    answered.Rejected++;
                }
            }

            return counts.Select(c => Fixtures.Expected.Line(c.Key, c.Value));
        });
    }
}
