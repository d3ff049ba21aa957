using System.Globalization;
using System.Text.Json;

namespace Unified.Package.Tests;

/// <summary>The template's job, computed over its sample data in a few lines that share nothing with Unified.</summary>
internal static class SampleOrders
{
    /// <summary>The rows, as text, ordered by customer and day.</summary>
    public static IReadOnlyList<string> CustomerDays(string file) =>
    [
        .. File.ReadAllLines(file).Select(line => JsonDocument.Parse(line).RootElement)
            .Where(o => o.GetProperty("quantity").GetInt32() > 0)
            .GroupBy(o => (Customer: o.GetProperty("customer").GetString()!, Day: o.GetProperty("at").GetDateTime().Date))
            .OrderBy(g => g.Key.Customer, StringComparer.Ordinal).ThenBy(g => g.Key.Day)
            .Select(g => Row(g.Key.Customer, g.Key.Day, g.Count(),
                g.Sum(o => o.GetProperty("price").GetDecimal() * o.GetProperty("quantity").GetInt32()),
                g.Max(o => o.GetProperty("quantity").GetInt32()))),
    ];

    /// <summary>A row of the answer in the same form.</summary>
    public static string Row(JsonElement row) => Row(row.GetProperty("customer").GetString()!, row.GetProperty("day").GetDateTime().Date,
        row.GetProperty("orders").GetInt64(), row.GetProperty("turnover").GetDecimal(), row.GetProperty("largest_order").GetInt32());

    private static string Row(string customer, DateTime day, long orders, decimal turnover, int largest) =>
        string.Create(CultureInfo.InvariantCulture, $"{customer} {day:yyyy-MM-dd} {orders} {turnover:0.00} {largest}");
}
