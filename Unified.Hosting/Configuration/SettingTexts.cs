using System.Globalization;
using Unified.Batch.Scheduling;
using Unified.Batch.Scheduling.PostgreSql;
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
        .. Schedule(options.Schedule),
    ];

    // The storage may have a password in it, and the secret is one: what is wrong is said, and nothing else of them.
    private static IEnumerable<string> Schedule(ScheduleSettings schedule) =>
    [
        .. schedule.Storage is ScheduleSettings.Memory or "" ? []
            : StorageText.Problems(schedule.Storage).Select(p => $"Unified:Schedule:Storage: {p}"),
        .. schedule.Schema is null || IsSchema(schedule.Schema) ? (string[])[]
            : [$"Unified:Schedule:Schema is '{schedule.Schema}': a schema is a letter or _, then at most 62 letters, digits and _, and "
                + "does not begin with pg_."],
        .. schedule.Dashboard.Enabled && (schedule.Dashboard.Secret?.Length ?? 0) < ScheduleDashboardSettings.ShortestSecret ? (string[])
            [string.Create(CultureInfo.InvariantCulture,
                $"Unified:Schedule:Dashboard:Secret has {schedule.Dashboard.Secret?.Length ?? 0} characters; at least ")
                + $"{ScheduleDashboardSettings.ShortestSecret} are needed where Unified:Schedule:Dashboard:Enabled is true: otherwise "
                + "whoever reaches the API could see the queue. Set one in the environment, for example what 'openssl rand -hex 16' "
                + "prints."]
            : [],
    ];

    private static bool IsSchema(string text) => text.Length is > 0 and <= 63 && (char.IsAsciiLetter(text[0]) || text[0] == '_')
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') && !text.StartsWith("pg_", StringComparison.OrdinalIgnoreCase);

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
