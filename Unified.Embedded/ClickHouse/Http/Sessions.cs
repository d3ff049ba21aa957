using Unified.Embedded.ClickHouse.Native;

namespace Unified.Embedded.ClickHouse.Http;

/// <summary>
/// Named sessions keep their connection, and so their temporary tables and settings, between requests. Every other request gets a
/// connection of its own, closed afterwards: nothing it set can reach the next one.
/// </summary>
internal sealed class Sessions(ChdbEngine engine, IReadOnlyDictionary<string, string> defaults, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(5);
    private readonly Dictionary<string, Session> _named = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public T Run<T>(RequestOptions request, Func<ChdbConnection, T> work)
    {
        if (request.SessionId.Length == 0)
        {
            using var connection = engine.Open();
            Prepare(connection, request, defaults);
            return work(connection);
        }

        var session = Take(request.SessionId);
        try
        {
            Prepare(session.Connection, request, session.IsNew ? defaults : new Dictionary<string, string>());
            session.IsNew = false;
            return work(session.Connection);
        }
        finally
        {
            Restore(session.Connection, request);
            lock (_gate)
            {
                session.IsBusy = false;
                session.LastUsed = time.GetTimestamp();
            }
        }
    }

    public void Dispose()
    {
        foreach (var session in _named.Values)
        {
            session.Connection.Dispose();
        }

        _named.Clear();
    }

    private static void Prepare(ChdbConnection connection, RequestOptions request, IReadOnlyDictionary<string, string> first)
    {
        var settings = new Dictionary<string, string>(first, StringComparer.Ordinal);
        foreach (var (name, value) in request.Settings)
        {
            settings[name] = value;
        }

        if (request.Database is { Length: > 0 } database)
        {
            connection.Execute("USE " + SqlText.Name(database));
        }

        if (settings.Count > 0)
        {
            connection.Execute(
                "SET " + string.Join(", ", settings.Select(static s => $"{SqlText.Name(s.Key)} = {SqlText.Value(s.Value)}")));
        }

        if (request.IsReadOnly && !settings.ContainsKey("readonly"))
        {
            connection.Execute("SET readonly = 2");
        }
    }

    /// <summary>A setting in the URL is for one request, also within a session.</summary>
    private void Restore(ChdbConnection connection, RequestOptions request)
    {
        foreach (var name in request.Settings.Keys)
        {
            connection.Execute($"SET {SqlText.Name(name)} = " + (defaults.TryGetValue(name, out var value) ? SqlText.Value(value)
                : "DEFAULT"));
        }

        if (request.IsReadOnly)
        {
            connection.Execute("SET readonly = 0");
        }
    }

    private Session Take(string id)
    {
        lock (_gate)
        {
            foreach (var (name, idle) in _named.Where(s => !s.Value.IsBusy && time.GetElapsedTime(s.Value.LastUsed) > IdleTime).ToList())
            {
                idle.Connection.Dispose();
                _named.Remove(name);
            }

            if (!_named.TryGetValue(id, out var session))
            {
                session = new Session(engine.Open());
                _named.Add(id, session);
            }
            else if (session.IsBusy)
            {
                throw new ChdbException(373, "SESSION_IS_LOCKED", $"Session {id} is locked by a concurrent client");
            }

            session.IsBusy = true;
            return session;
        }
    }

    private sealed class Session(ChdbConnection connection)
    {
        public ChdbConnection Connection { get; } = connection;

        public bool IsNew { get; set; } = true;

        public bool IsBusy { get; set; }

        public long LastUsed { get; set; }
    }
}
