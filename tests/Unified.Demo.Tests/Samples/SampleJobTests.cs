using Unified.Definition;
using Unified.Jobs.Samples;

namespace Unified.Demo.Tests.Samples;

/// <summary>Each sample, without a server: the rows that are expected, exactly, and however the events are cut.</summary>
[TestClass]
public sealed class SampleJobTests
{
    private const int Cuts = 3;

    [TestMethod]
    public void Card_payments_quarantine_a_currency_without_a_rate() =>
        Holds<CardPayments, MerchantMinute>(Payments.Source, "JSON", "Amount", "Merchant", "a key that the dictionary does not have");

    [TestMethod]
    public void Service_health_has_minutes_hours_and_days() =>
        Holds<ServiceHealth, ServiceSpan>(Requests.Source, "JSON", "DurationMs", "record 'service' is null");

    [TestMethod]
    public void Click_sessions_end_after_half_an_hour() => Holds<ClickSessions, ClickSession>(Clicks.Source, "JSON", "Quantity", "Price");

    [TestMethod]
    public void Item_sales_have_a_row_for_every_line() => Holds<ItemSales, ItemDay>(Clicks.Source, "JSON", "Quantity", "Price");

    [TestMethod]
    public void Sensor_hours_leave_out_what_no_probe_can_read() => Holds<SensorHours, SensorHour>(Readings.Source, "JSON", "Celsius", "At");

    [TestMethod]
    public void Days_of_New_York_are_those_of_its_clocks() => Holds<NewYorkDays, TradingDay>(Trades.Source, "Price", "At", "JSON");

    [TestMethod]
    public void Days_of_Tokyo_begin_on_the_day_before() => Holds<TokyoDays, TradingDay>(Trades.Source, "Price", "At", "JSON");

    [TestMethod]
    public void Top_repositories_are_three_an_hour() =>
        Holds<TopRepositories, RepositoryHour>(GitHubEvents.Source, "JSON", "Id", "CreatedAt");

    private static void Holds<TJob, TRow>(SourceSettings source, params string[] quarantined)
        where TJob : Job, new()
    {
        var test = SampleFiles.Given<TJob>(source);
        SampleFiles.Require(SampleFiles.Plan(new TJob().Name), test.Answer<TRow>());
        test.ThenQuarantined(quarantined).CutInvariant(Cuts);
    }
}
