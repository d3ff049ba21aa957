using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Hangfire.Storage;
using Unified.Batch.Scheduling.Leases;

namespace Unified.Batch.Scheduling.PostgreSql;

/// <summary>
/// Hangfire's storage with locks and a clock that hold among hosts. Hangfire.PostgreSql's own locks are rows without an owner: whoever
/// gives one up deletes whichever is there; they last ten minutes after their holder has died, and by the clocks of the hosts, so that one
/// whose clock is fast breaks everybody's. Here they are leases, by the clock of the server.
/// </summary>
internal sealed class LeasedStorage(string connectionString, PostgreSqlStorageOptions options, PostgreSqlTables tables, LeaseKeeper leases)
    : PostgreSqlStorage(new NpgsqlConnectionFactory(connectionString, options), options)
{
    public override IStorageConnection GetConnection() => new Connection(this, tables, leases);

    public override bool HasFeature(string featureId) =>
        featureId == JobStorageFeatures.Connection.GetUtcDateTime || base.HasFeature(featureId);

    private sealed class Connection(PostgreSqlStorage storage, PostgreSqlTables tables, LeaseKeeper leases) : PostgreSqlConnection(storage)
    {
        /// <summary>What this connection has; Hangfire may ask for the same again before it gives it back.</summary>
        private readonly Dictionary<string, (Lease Lease, int Times)> _held = new(StringComparer.Ordinal);

        public override DateTime GetUtcDateTime() => tables.Now();

        public override IDisposable AcquireDistributedLock(string resource, TimeSpan timeout)
        {
            var held = _held.TryGetValue(resource, out var before) ? before
                : (leases.Take("hangfire:" + resource, timeout) ?? throw new DistributedLockTimeoutException(resource), 0);
            _held[resource] = (held.Item1, held.Item2 + 1);
            return new Release(() => Free(resource));
        }

        private void Free(string resource)
        {
            var (lease, times) = _held[resource];
            if (times > 1)
            {
                _held[resource] = (lease, times - 1);
                return;
            }

            _held.Remove(resource);
            lease.Dispose();
        }
    }

    private sealed class Release(Action release) : IDisposable
    {
        private Action? _release = release;

        public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
    }
}
