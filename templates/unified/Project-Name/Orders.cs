using Unified.Definition;

namespace Project_Name;

/// <summary>An order, as the topic has it.</summary>
/// <param name="At">When it was placed, in UTC.</param>
/// <param name="Customer">Who placed it.</param>
/// <param name="Product">What was ordered.</param>
/// <param name="Quantity">Pieces.</param>
/// <param name="Price">Of a piece.</param>
/// <param name="Coupon">Null when there was none.</param>
public sealed record Order(
    DateTime At, string Customer, string Product, int Quantity, [property: Precision(12, 2)] decimal Price, string? Coupon);

/// <summary>The logs that the jobs of this program read.</summary>
public static partial class Sources
{
    /// <summary>A record: {"at":"2026-03-01T08:15:00Z","customer":"ann","product":"tea","quantity":2,"price":4.50}</summary>
    public static Source<Order> Orders { get; } = new()
    {
        Topic = "orders",
        Partitions = 4,
        EventTime = o => o.At,
        Json = new() { Names = JsonNames.CamelCase },
    };
}
