using System.Collections.Concurrent;
using Confluent.Kafka;
using Unified.Logical;
using Unified.Serving.Manifests;
using Unified.Streaming.Kafka;

namespace Unified.Hosting.Composition;

/// <summary>
/// How far the logs go, by asking Kafka: a few seconds old at most while anybody asks. A look that takes long is not waited for: who asks
/// is told what was seen before, and why nothing newer is. Thread-safe.
/// </summary>
internal sealed class LogFrontier(KafkaOptions kafka, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>How long ends are remembered: they tell for how long somebody has been behind.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);
    private const int MostRemembered = 120;

    private readonly Lazy<TopicEnds> _client = new(() => new TopicEnds(kafka));
    private readonly ConcurrentDictionary<string, TopicLooks> _topics = new(StringComparer.Ordinal);

    public async ValueTask<LogLook?> LookAsync(SourceSchema source, CancellationToken cancellation)
    {
        var looks = _topics.GetOrAdd(source.Topic, _ => new TopicLooks());
        var looking = looks.Begin(time.GetTimestamp(), last => last is null || time.GetElapsedTime(last.Value) >= Fresh,
            () => Task.Run(() => Look(source.Topic, looks), CancellationToken.None));
        try
        {
            await looking.WaitAsync(looks.Seen ? TimeSpan.FromMilliseconds(200) : Patience, time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // It goes on; the next who asks sees what it found.
        }

        return looks.Now(time.GetTimestamp(), time, "Kafka does not answer");
    }

    public void Dispose()
    {
        if (_client.IsValueCreated)
        {
            _client.Value.Dispose();
        }
    }

    private void Look(string topic, TopicLooks looks)
    {
        try
        {
            var (partitions, id) = _client.Value.Look(topic);
            looks.Found(time.GetTimestamp(), partitions, id);
        }
        catch (KafkaException error) when (error.Error.Code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic)
        {
            looks.Failed($"Kafka has no topic '{topic}'");
        }
        catch (Exception error) when (error is KafkaException or ObjectDisposedException or InvalidOperationException
            or DllNotFoundException or TypeInitializationException)
        {
            // Answers of the API repeat it: no word of where Kafka is.
            looks.Failed($"Kafka does not answer ({(error is KafkaException said ? said.Error.Code.ToString() : error.GetType().Name)})");
        }
    }

    /// <summary>What was seen of a topic.</summary>
    private sealed class TopicLooks
    {
        private readonly Lock _lock = new();
        private readonly Queue<(long At, IReadOnlyDictionary<int, (long Low, long High)> Partitions)> _found = new();
        private Task _looking = Task.CompletedTask;
        private long? _began;
        private string? _topicId;
        private string? _error;

        public bool Seen
        {
            get
            {
                lock (_lock)
                {
                    return _found.Count > 0 || _error is not null;
                }
            }
        }

        public Task Begin(long now, Func<long?, bool> due, Func<Task> look)
        {
            lock (_lock)
            {
                if (_looking.IsCompleted && due(_began))
                {
                    (_began, _looking) = (now, look());
                }

                return _looking;
            }
        }

        public void Found(long at, IReadOnlyDictionary<int, (long Low, long High)> partitions, string? topicId)
        {
            lock (_lock)
            {
                _found.Enqueue((at, partitions));
                (_topicId, _error) = (topicId, null);
                while (_found.Count > MostRemembered)
                {
                    _found.Dequeue();
                }
            }
        }

        public void Failed(string error)
        {
            lock (_lock)
            {
                _error = error;
            }
        }

        public LogLook Now(long now, TimeProvider time, string silent)
        {
            lock (_lock)
            {
                if (_found.Count == 0)
                {
                    return new LogLook(new Dictionary<int, LogEnds>(), null, _error ?? silent);
                }

                var (_, newest) = _found.Last();
                var seen = _found.Select(f => (Ago: time.GetElapsedTime(f.At, now), f.Partitions))
                    .Where(f => f.Ago <= Remembered).ToArray();
                return new LogLook(newest.ToDictionary(p => p.Key, p => new LogEnds(p.Value.Low, p.Value.High,
                    [.. seen.Where(s => s.Partitions.ContainsKey(p.Key)).Select(s => (s.Ago, s.Partitions[p.Key].High))])),
                    _topicId, _error);
            }
        }
    }
}
