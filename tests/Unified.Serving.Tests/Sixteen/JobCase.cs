using Apache.Arrow;
using Unified.Definition;
using Unified.Linq;
using Unified.TestKit;
using Unified.TestKit.Events;

namespace Unified.Serving.Tests.Sixteen;

/// <summary>A job as a new user would write it, its events, and its answer computed over plain objects.</summary>
/// <param name="Job">The job.</param>
/// <param name="Expected">The lines of the answer, in no order.</param>
internal sealed record JobCase(Job Job, IEnumerable<string> Expected)
{
    private readonly List<(string Log, RecordBatch Events)> _feeds = [];
    private readonly List<Action<JobTest>> _given = [];

    /// <summary>The events of each log.</summary>
    public IReadOnlyList<(string Log, RecordBatch Events)> Feeds => _feeds;

    /// <summary>The same case with events of a source.</summary>
    public JobCase On<T>(Source<T> source, IReadOnlyList<T> events) where T : notnull
    {
        _feeds.Add((source.Name, EventBatches.From(SourceReader.Schema(source), events)));
        _given.Add(test => test.Given(source, events));
        return this;
    }

    /// <summary>The case as a user tests a job.</summary>
    public JobTest Test()
    {
        var test = JobTest.For(Job);
        _given.ForEach(g => g(test));
        return test;
    }
}
