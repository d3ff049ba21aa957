using Microsoft.Extensions.Time.Testing;
using Unified.Contracts;
using Unified.Errors;
using Unified.Hosting.Composition;

namespace Unified.Hosting.Tests.Composition;

/// <summary>
/// An archiver has no use for ClickHouse but to ask which log it was: it does not wait for the answer, and takes it when it comes.
/// </summary>
[TestClass]
public sealed class PatientIdentitiesTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Stored _stored = new();

    [TestMethod]
    public async Task Where_ClickHouse_answers_it_is_right()
    {
        var patient = new PatientIdentities(_stored, _time);
        Assert.IsNull(await patient.FindAsync("orders", CancellationToken.None));
        Assert.AreEqual("first", await patient.RememberAsync("orders", "first", CancellationToken.None));
        Assert.AreEqual("first", await patient.RememberAsync("orders", "second", CancellationToken.None));
        Assert.AreEqual("first", _stored.Known);
    }

    [TestMethod]
    public async Task Where_it_does_not_answer_what_is_seen_is_taken_and_confirmed_later()
    {
        _stored.Away = true;
        var patient = new PatientIdentities(_stored, _time);
        Assert.IsNull(await patient.FindAsync("orders", CancellationToken.None));
        Assert.AreEqual("seen", await patient.RememberAsync("orders", "seen", CancellationToken.None));
        Assert.AreEqual("seen", await patient.FindAsync("orders", CancellationToken.None));
        using var stop = new CancellationTokenSource();
        var confirming = patient.ConfirmAsync(stop.Token);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.IsNull(_stored.Known);
        _stored.Away = false;
        while (_stored.Known is null)
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(1, CancellationToken.None);
        }

        Assert.AreEqual("seen", _stored.Known);
        await stop.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => confirming);
    }

    [TestMethod]
    public async Task Another_log_than_the_database_knows_ends_the_archiver()
    {
        _stored.Away = true;
        var patient = new PatientIdentities(_stored, _time);
        await patient.RememberAsync("orders", "seen", CancellationToken.None);
        (_stored.Away, _stored.Known) = (false, "other");
        var confirming = patient.ConfirmAsync(CancellationToken.None);
        while (!confirming.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            await Task.Delay(1, CancellationToken.None);
        }

        var error = await Assert.ThrowsExactlyAsync<DataException>(() => confirming);
        Assert.Contains("a topic of the id seen", error.Message);
        Assert.Contains("a topic with the id other", error.Message);
    }

    private sealed class Stored : ILogIdentities
    {
        public bool Away { get; set; }

        public string? Known { get; set; }

        public Task<string?> FindAsync(string log, CancellationToken cancellation) =>
            Away ? throw new TransientException("ClickHouse did not answer") : Task.FromResult(Known);

        public Task<string> RememberAsync(string log, string identity, CancellationToken cancellation) =>
            Away ? throw new TransientException("ClickHouse did not answer") : Task.FromResult(Known ??= identity);
    }
}
