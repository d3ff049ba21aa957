using Unified.Batch.Scheduling;
using Unified.Serving.ClickHouse;

namespace Unified.Hosting.Configuration;

/// <summary>Settings that are a text of a form of its own: what is wrong with them is found before anything starts.</summary>
internal static class SettingTexts
{
    private static readonly string[] Schemes = ["http", "https"];

    /// <summary>A line a mistake.</summary>
    public static IEnumerable<string> Problems(UnifiedOptions options) =>
    [
        .. Brokers(options.Kafka.BootstrapServers)
            .Select(p => $"Unified:Kafka:BootstrapServers is '{options.Kafka.BootstrapServers}': {p}"),
        // It may have a password: what is wrong is said, and nothing else of it.
        .. options.ClickHouse.ConnectionString is UnifiedOptions.Embedded or "" ? []
            : ConnectionText.Problems(options.ClickHouse.ConnectionString).Select(p => $"Unified:ClickHouse:ConnectionString: {p}"),
        .. CronText.Problem(options.Backfill.Cron) is { } cron
            ? (string[])[$"Unified:Backfill:Cron is '{options.Backfill.Cron}': {cron}"] : [],
        .. Urls(options.Api.Urls),
    ];

    private static IEnumerable<string> Brokers(string servers) => servers is UnifiedOptions.Embedded or "" ? []
        : servers.Split(',').Select(s => s.Trim()).Where(s => s.Length == 0 || s.Contains(' ', StringComparison.Ordinal)
            || s.StartsWith("http", StringComparison.OrdinalIgnoreCase))
        .Take(1).Select(s => $"'{s}' is no broker. Write host:port, several separated by commas.");

    private static IEnumerable<string> Urls(string urls) =>
        urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        .DefaultIfEmpty("")
        .Where(u => !Uri.TryCreate(u.Replace("//+", "//any", StringComparison.Ordinal).Replace("//*", "//any", StringComparison.Ordinal),
            UriKind.Absolute, out var address) || !Schemes.Contains(address.Scheme))
        .Select(u => $"Unified:Api:Urls is '{urls}': '{u}' is no address. Example: http://127.0.0.1:5080");
}
