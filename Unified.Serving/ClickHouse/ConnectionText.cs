using System.Globalization;
using ClickHouse.Driver.ADO;

namespace Unified.Serving.ClickHouse;

/// <summary>
/// What is wrong with a connection string. The driver passes over whatever it does not know or cannot read and takes its own default
/// instead: a misspelt host would be localhost.
/// </summary>
public static class ConnectionText
{
    private const string Example = "For example Host=clickhouse;Port=8123;Username=unified;Password=...";

    private static readonly string[] Keys =
        [.. new ClickHouseConnectionStringBuilder().GetType().GetProperties()
            .Where(p => p.DeclaringType == typeof(ClickHouseConnectionStringBuilder)).Select(p => p.Name).Order(StringComparer.Ordinal)];

    // Settings of the server for each statement: the driver's own prefix.
    private const string SettingPrefix = "set_";

    /// <summary>A sentence a mistake, without the values of keys that may be secret; empty when there is none.</summary>
    public static IEnumerable<string> Problems(string text)
    {
        if (text.Contains("://", StringComparison.Ordinal) && !text.Contains('=', StringComparison.Ordinal))
        {
            return [Uri.TryCreate(text, UriKind.Absolute, out var address)
                ? string.Create(CultureInfo.InvariantCulture, $"it is an address, not a connection string. Write Host={address.Host};"
                    + $"Port={address.Port}{(address.Scheme == "https" ? ";Protocol=https" : "")}.")
                : $"it is an address, not a connection string. {Example}"];
        }

        ClickHouseConnectionStringBuilder read;
        try
        {
            read = new ClickHouseConnectionStringBuilder { ConnectionString = text };
        }
        catch (ArgumentException)
        {
            return [$"it is not of the form Key=Value;Key=Value. {Example}"];
        }

        return [.. read.Keys!.Cast<string>().SelectMany(key => Problem(key, read[key] as string ?? ""))];
    }

    private static IEnumerable<string> Problem(string key, string value)
    {
        if (key.StartsWith(SettingPrefix, StringComparison.OrdinalIgnoreCase))
        {
            return [];
        }

        if (Keys.FirstOrDefault(k => k.Equals(key, StringComparison.OrdinalIgnoreCase)) is not { } known)
        {
            return [$"it has no key '{key}'. The keys are: {string.Join(", ", Keys)}."];
        }

        var type = typeof(ClickHouseConnectionStringBuilder).GetProperty(known)!.PropertyType;
        return known switch
        {
            "Port" => ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0 ? []
                : [$"Port is '{value}'; allowed is 1 to 65535."],
            "Protocol" => value is "http" or "https" ? [] : [$"Protocol is '{value}'; allowed are http and https."],
            "Host" => Uri.CheckHostName(value) != UriHostNameType.Unknown ? [] : [$"Host is '{value}', which is no name of a machine."],
            "Timeout" => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds > 0 ? []
                : [$"Timeout is '{value}'; a number of seconds is expected."],
            _ when type == typeof(bool) => bool.TryParse(value, out _) ? [] : [$"{known} is '{value}'; allowed are true and false."],
            _ when type == typeof(int) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? []
                : [$"{known} is '{value}'; a number is expected."],
            _ when type.IsEnum => Enum.TryParse(type, value, ignoreCase: true, out _) ? []
                : [$"{known} is '{value}'; allowed are {string.Join(" and ", Enum.GetNames(type))}."],
            _ => [],
        };
    }
}
