using System.Globalization;
using Unified.Types;

namespace Unified.Hosting.Scaffolding;

/// <summary>What was seen of numbers.</summary>
internal sealed class NumberSample
{
    /// <summary>More places than money has are a measurement's.</summary>
    private const int MostPlaces = 4;

    private const int UsualDigits = 18;

    private Int128 _least = Int128.MaxValue;
    private Int128 _most = Int128.MinValue;
    private int _digits;
    private int _places;
    private bool _exponents;
    private bool _infinite;

    public long Count { get; private set; }

    /// <param name="json">A JSON number.</param>
    public void Add(string json)
    {
        Count++;
        _infinite |= !double.IsFinite(double.Parse(json, NumberStyles.Float, CultureInfo.InvariantCulture));
        if (json.Contains('e', StringComparison.OrdinalIgnoreCase))
        {
            _exponents = true;
            return;
        }

        var point = json.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? json : json[..point];
        _places = Math.Max(_places, point < 0 ? 0 : json.Length - point - 1);
        _digits = Math.Max(_digits, whole.TrimStart('-').Length);
        if (_digits <= DataType.MaxExpressionPrecision)
        {
            var value = Int128.Parse(whole, CultureInfo.InvariantCulture);
            (_least, _most) = (Int128.Min(_least, value), Int128.Max(_most, value));
        }
    }

    public void Join(NumberSample other)
    {
        Count += other.Count;
        (_least, _most) = (Int128.Min(_least, other._least), Int128.Max(_most, other._most));
        (_digits, _places) = (Math.Max(_digits, other._digits), Math.Max(_places, other._places));
        (_exponents, _infinite) = (_exponents | other._exponents, _infinite | other._infinite);
    }

    /// <summary>The type that holds all of them; null when none does.</summary>
    public ScalarType? Type =>
        _infinite ? null
        : _exponents || _places > MostPlaces || _digits + _places > DataType.MaxExpressionPrecision ? new ScalarType("double")
        : _places > 0 ? Decimal
        : _least >= int.MinValue && _most <= int.MaxValue ? new ScalarType("int")
        : _least >= long.MinValue && _most <= long.MaxValue ? new ScalarType("long")
        : _least >= 0 && _most <= ulong.MaxValue ? new ScalarType("ulong")
        : Decimal;

    private ScalarType Decimal => new("decimal", string.Create(CultureInfo.InvariantCulture,
        $"Precision({Math.Max(_digits + _places, UsualDigits)}, {_places})"));

    /// <summary>What they count when they are all times of the years 2000 to 2099; null when they are not.</summary>
    public string? UnixTime =>
        _exponents || Count == 0 || _places > 6 || _digits > DataType.MaxExpressionPrecision ? null
        : Within(1) ? "Seconds"
        : _places > 0 ? null
        : Within(1_000) ? "Milliseconds"
        : Within(1_000_000) ? "Microseconds"
        : Within(1_000_000_000) ? "Nanoseconds"
        : null;

    private bool Within(Int128 unit) => _least >= 946_684_800 * unit && _most < 4_102_444_800 * unit;
}
