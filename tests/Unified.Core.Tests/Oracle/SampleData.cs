using Unified.Definition;
using Unified.Linq;
using Unified.Logical;
using Unified.TestKit.Functions;
using Unified.TestKit.Oracle;
using Unified.Time;
using Unified.Types;

namespace Unified.Core.Tests.Oracle;

/// <summary>
/// Events whose values come of small pools, so that ties and duplicates are many; the pools have the extremes of each type, NaN, both
/// zeros, characters beyond U+FFFF, times before 1970 and times at which the clocks of a zone change.
/// </summary>
internal sealed class SampleData
{
    public const int MostEvents = 60;

    private static readonly long[] Times =
    [
        At(2024, 3, 10, 6, 59, 59), At(2024, 3, 10, 7, 0, 0), At(2024, 11, 3, 5, 30, 0), At(2024, 11, 3, 6, 30, 0), // New York
        At(2011, 12, 30, 9, 59, 59), At(2011, 12, 30, 10, 0, 0), // Apia has no 30 December
        At(2018, 11, 4, 2, 59, 59), At(2018, 11, 4, 3, 0, 0), // São Paulo has no midnight
        At(2024, 4, 6, 14, 45, 0), At(2024, 4, 6, 15, 15, 0), // Lord Howe: half an hour
        At(1969, 12, 31, 23, 59, 59), -1, 0, 1, At(1900, 1, 1, 0, 0, 0), At(2299, 12, 31, 23, 59, 59), At(2024, 2, 29, 12, 0, 0),
        At(2000, 1, 1, 0, 0, 0), At(2024, 12, 29, 23, 0, 0), At(2024, 12, 30, 1, 0, 0),
    ];

    private static readonly string[] Texts =
    [
        "", "12", "-7", " +42 ", "1.50", "true", " False ", "a,b,,c", "K1", "ACME", "😀", "x😀y", "\uE000\U00010000", "aaa", "ß", "1e3",
        "https://User:pw@Example.COM:8080/p/q?a=1&b=%20#f", "{\"a\":{\"b\":[1,\"x\",null,true]}}", "null", "2147483648", "it's", "\\",
    ];

    private readonly Random _random;
    private readonly Dictionary<string, object?[]> _pools = new(StringComparer.Ordinal);

    private SampleData(Random random) => _random = random;

    /// <summary>The columns of both logs.</summary>
    public static SourceSchema Schema { get; } = SourceReader.Schema(SampleSources.Left);

    /// <summary>An event of empty values.</summary>
    public static Sample Plain { get; } = new(new DateTime(2024, 3, 1, 0, 0, 0, DateTimeKind.Utc), false, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0,
        "", "", DateTime.UnixEpoch, DateTimeOffset.UnixEpoch, new DateOnly(1970, 1, 1), default, default, default, default, default, null,
        null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);

    /// <summary>Random events.</summary>
    public static IReadOnlyList<Sample> Next(Random random)
    {
        var data = new SampleData(random);
        return [.. Enumerable.Range(0, random.Next(12) == 0 ? 0 : random.Next(1, MostEvents + 1)).Select(_ => data.Event())];
    }

    private Sample Event()
    {
        var constructor = typeof(Sample).GetConstructors()[0];
        return (Sample)constructor.Invoke([.. constructor.GetParameters().Select(p => Value(p.Name!, p.ParameterType))]);
    }

    private object? Value(string name, Type clr)
    {
        var type = Schema.Columns.First(c => c.Name == name).Type;
        if (!_pools.TryGetValue(name, out var pool))
        {
            var small = _random.Next(3) > 0;
            _pools[name] = pool = [.. Enumerable.Range(0, _random.Next(1, 9)).Select(_ =>
                Carriers.ToClr(small ? Small(type) : Edge(type), type, clr))];
        }

        return pool[_random.Next(pool.Length)];
    }

    // Values with which most expressions can be computed.
    private object? Small(DataType type) => type.Nullable && _random.Next(4) == 0 ? null : type.Kind switch
    {
        TypeKind.Double => _random.Next(-40, 40) / 8.0,
        TypeKind.Single => _random.Next(-40, 40) / 8.0f,
        TypeKind.Decimal => (object)(Int128)_random.Next(-9_999, 9_999),
        TypeKind.String => Texts[_random.Next(Texts.Length)],
        TypeKind.Duration => _random.NextInt64(-5, 5) * Timestamps.MicrosPerDay / 8,
        TypeKind.Date => _random.Next(19_700, 19_800),
        TypeKind.Timestamp => Times[_random.Next(Times.Length)],
        _ => type.IntegerRange is { } range ? CarrierText.Integer(type, Int128.Clamp(_random.Next(-3, 9), range.Min, range.Max))
            : Edge(type),
    };

    private object? Edge(DataType type) => type.Kind switch
    {
        TypeKind.Timestamp when !type.Nullable || _random.Next(4) > 0 => _random.Next(8) == 0
            ? CarrierValues.Next(_random, type.AsRequired())
            : Times[_random.Next(Times.Length)] + (_random.Next(3) == 0 ? _random.NextInt64(-Timestamps.MicrosPerDay / 2,
                Timestamps.MicrosPerDay / 2) : 0),
        _ => CarrierValues.Next(_random, type),
    };

    private static long At(int year, int month, int day, int hour, int minute, int second) =>
        Timestamps.FromDateTime(new DateTime(year, month, day, hour, minute, second));
}
