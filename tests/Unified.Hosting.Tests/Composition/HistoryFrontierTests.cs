using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using Unified.Batch;
using Unified.Batch.Parquet;
using Unified.Batch.Planning;
using Unified.Contracts;
using Unified.Definition;
using Unified.Epochs;
using Unified.Errors;
using Unified.Hosting.Composition;
using Unified.Logical;
using Unified.Plans;
using Unified.TestKit;

namespace Unified.Hosting.Tests.Composition;

/// <summary>Looking through a long history takes a while: who has to wait for it, and who gets what was seen before.</summary>
[TestClass]
public sealed class HistoryFrontierTests
{
    private static readonly SourceSchema Source = new()
    {
        Name = "events",
        Topic = "events",
        Format = SourceFormat.Json,
        Partitions = 1,
        Epochs = new EpochLength(16),
        EventTime = "At",
        Columns = [],
        History = "history",
        HistoryUntil = Unified.Time.Timestamps.MicrosPerDay * 10,
    };

    [TestMethod]
    public async Task The_first_look_at_a_manifest_is_waited_for_and_serves_everybody_for_a_minute()
    {
        using var scene = new Scene();
        var (first, second) = (scene.AskAsync(), scene.AskAsync());
        var look = await scene.LookAsync();
        Assert.IsFalse(first.IsCompleted || second.IsCompleted, "nothing is known yet");
        look.SetResult(Changed(1));
        Assert.AreEqual("events 1970-01-02", Days(await first));
        Assert.AreEqual("events 1970-01-02", Days(await second));
        scene.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.AreEqual("events 1970-01-02", Days(await scene.AskAsync()));
        Assert.AreEqual(1, scene.Looks);
    }

    [TestMethod]
    public async Task After_a_minute_everybody_gets_the_last_answer_at_once_until_the_next_look_is_over()
    {
        using var scene = new Scene();
        var first = scene.AskAsync();
        (await scene.LookAsync()).SetResult(Changed(1));
        await first;
        scene.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.AreEqual("events 1970-01-02", Days(await Now(scene.AskAsync())));
        var look = await scene.LookAsync();
        Assert.AreEqual("events 1970-01-02", Days(await Now(scene.AskAsync())), "who comes while it is under way does not wait either");
        scene.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.AreEqual("events 1970-01-02", Days(await Now(scene.AskAsync())), "however long it takes");
        Assert.AreEqual(2, scene.Looks, "one look at a time");
        look.SetResult(Changed(2));
        await scene.AskUntilAsync("events 1970-01-03");
    }

    [TestMethod]
    public async Task A_new_manifest_is_waited_for()
    {
        using var scene = new Scene();
        var first = scene.AskAsync();
        (await scene.LookAsync()).SetResult(Changed(1));
        await first;
        scene.Manifest = scene.Manifest with { Id = Guid.NewGuid(), Seq = 2 };
        var next = scene.AskAsync();
        var look = await scene.LookAsync();
        Assert.IsFalse(next.IsCompleted, "the answer is of another manifest");
        look.SetResult(Changed(2));
        Assert.AreEqual("events 1970-01-03", Days(await next));
    }

    [TestMethod]
    public async Task A_look_that_failed_is_not_kept()
    {
        using var scene = new Scene();
        var first = scene.AskAsync();
        (await scene.LookAsync()).SetException(new TransientException("no answer"));
        await Assert.ThrowsExactlyAsync<TransientException>(() => first);
        var second = scene.AskAsync();
        (await scene.LookAsync()).SetResult(Changed(1));
        Assert.AreEqual("events 1970-01-02", Days(await second));
        Assert.AreEqual(2, scene.Looks);
    }

    [TestMethod]
    public async Task Who_goes_away_does_not_stop_the_look_for_the_others()
    {
        using var scene = new Scene();
        using var gone = new CancellationTokenSource();
        var (first, second) = (scene.AskAsync(gone.Token), scene.AskAsync());
        var look = await scene.LookAsync();
        await gone.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => first);
        look.SetResult(Changed(1));
        Assert.AreEqual("events 1970-01-02", Days(await second));
    }

    [TestMethod]
    public async Task The_folder_is_walked_once_in_five_seconds_however_many_ask_which_days_there_are()
    {
        using var scene = new Scene();
        scene.AddDay("1970-01-02");
        CollectionAssert.AreEqual(new[] { 1 }, await scene.DaysAsync());
        scene.AddDay("1970-01-03");
        scene.Time.Advance(TimeSpan.FromSeconds(4.9));
        CollectionAssert.AreEqual(new[] { 1 }, await scene.DaysAsync());
        scene.Time.Advance(TimeSpan.FromSeconds(0.1));
        CollectionAssert.AreEqual(new[] { 1, 2 }, await scene.DaysAsync());
    }

    /// <summary>A day whose only file is not there any more.</summary>
    private static ImmutableDictionary<HistoryDay, ImmutableArray<HistoryFile>> Changed(int day) =>
        ImmutableDictionary<HistoryDay, ImmutableArray<HistoryFile>>.Empty.Add(new HistoryDay(Source.Name, day),
            [new HistoryFile("a.parquet", 1, "footer")]);

    private static string Days(IReadOnlyList<string> problems) => string.Join(' ', problems.Select(p => p.Split(": ")[1]));

    private static Task<IReadOnlyList<string>> Now(Task<IReadOnlyList<string>> answer)
    {
        Assert.IsTrue(answer.IsCompletedSuccessfully, "nobody waits for a look when there is an answer");
        return answer;
    }

    private sealed class Scene : IDisposable
    {
        private readonly TempFolder _folder = new();
        private readonly GatedStore _store = new();
        private readonly HistoryFrontier _frontier;

        public Scene()
        {
            Directory.CreateDirectory(_folder["history"]);
            var dataset = new HistoryDataset(new BatchOptions { DataRoot = _folder.Path, ArchiveRoot = _folder["archive"] });
            _frontier = new HistoryFrontier(dataset, new HistoryAudit(dataset, _store), Time);
        }

        public FakeTimeProvider Time { get; } = new();

        public Manifest Manifest { get; set; } = Manifest.Empty("job", "version") with
        {
            Id = Guid.NewGuid(),
            Seq = 1,
            HistoryDays = [new(Source.Name, 1), new(Source.Name, 2), new(Source.Name, 3)],
        };

        public int Looks => _store.Looks;

        public void AddDay(string day) =>
            File.WriteAllText(Path.Combine(Directory.CreateDirectory(_folder[$"history/dt={day}"]).FullName, "a.parquet"), "");

        public async Task<int[]> DaysAsync() => [.. (await _frontier.HistoryDaysAsync(Source, CancellationToken.None))!];

        public async Task<IReadOnlyList<string>> AskAsync(CancellationToken cancellation = default) =>
            [.. (await _frontier.HistoryProblemsAsync(Source, Manifest, cancellation)).Select(reason => reason.Message)];

        /// <summary>The next look that began, which waits for what the store says.</summary>
        public Task<TaskCompletionSource<IReadOnlyDictionary<HistoryDay, ImmutableArray<HistoryFile>>>> LookAsync() => _store.NextAsync();

        /// <summary>A look ends a moment after the store has answered.</summary>
        public async Task AskUntilAsync(string days)
        {
            for (var i = 0; i < 6000 && Days(await Now(AskAsync())) != days; i++)
            {
                await Task.Delay(10);
            }

            Assert.AreEqual(days, Days(await AskAsync()));
        }

        public void Dispose() => _folder.Dispose();
    }

    /// <summary>Says which files there were when the test says so.</summary>
    private sealed class GatedStore : IGenerationStore
    {
        private readonly Channel<TaskCompletionSource<IReadOnlyDictionary<HistoryDay, ImmutableArray<HistoryFile>>>> _begun =
            Channel.CreateUnbounded<TaskCompletionSource<IReadOnlyDictionary<HistoryDay, ImmutableArray<HistoryFile>>>>();

        private int _looks;

        public int Looks => Volatile.Read(ref _looks);

        public Task<TaskCompletionSource<IReadOnlyDictionary<HistoryDay, ImmutableArray<HistoryFile>>>> NextAsync() =>
            _begun.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromMinutes(1));

        public Task<IReadOnlyDictionary<HistoryDay, ImmutableArray<HistoryFile>>> PromotedFilesAsync(Manifest manifest,
            CancellationToken cancellation)
        {
            var look = new TaskCompletionSource<IReadOnlyDictionary<HistoryDay,
                ImmutableArray<HistoryFile>>>(TaskCreationOptions.RunContinuationsAsynchronously);
            Interlocked.Increment(ref _looks);
            _begun.Writer.TryWrite(look);
            return look.Task;
        }

        public Task<Generation?> FindOpenAsync(JobPlan plan, long baseSeq, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public Task CreateAsync(Generation generation, CancellationToken cancellation) => throw new NotSupportedException();

        public Task GiveUpAsync(Generation generation, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IReadOnlySet<string>> DoneSlicesAsync(JobPlan plan, ulong generation, Slice? only, CancellationToken cancellation) =>
            throw new NotSupportedException();

        public Task<IReadOnlyDictionary<HistoryDay, ImmutableArray<HistoryFile>>> StagedFilesAsync(JobPlan plan, ulong generation,
            CancellationToken cancellation) => throw new NotSupportedException();
    }
}
