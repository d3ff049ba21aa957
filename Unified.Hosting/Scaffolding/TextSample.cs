using System.Text;
using Unified.Streaming.Decoding;
using Unified.Types;

namespace Unified.Hosting.Scaffolding;

/// <summary>What was seen of texts. A type is what all of them are, as a source reads it.</summary>
internal sealed class TextSample
{
    // Beyond it a decoder takes no text for a value.
    private const int Longest = 40;

    private bool _times = true;
    private bool _days = true;
    private bool _clocks = true;
    private bool _ids = true;

    public long Count { get; private set; }

    public void Add(string text)
    {
        Count++;
        _times &= text.Length <= Longest && TimestampText.TryParse(Encoding.UTF8.GetBytes(text), out _);
        _days &= CarrierText.TryParse(DataType.Date, text) is not null;
        _clocks &= CarrierText.TryParse(DataType.Time, text) is not null;
        _ids &= CarrierText.TryParse(DataType.Guid, text) is not null;
    }

    public void Join(TextSample other)
    {
        Count += other.Count;
        (_times, _days, _clocks, _ids) = (_times & other._times, _days & other._days, _clocks & other._clocks, _ids & other._ids);
    }

    public ScalarType Type =>
        Count == 0 ? ScalarType.Text
        : _days ? ScalarType.Day
        : _times ? ScalarType.Time
        : _clocks ? new ScalarType("TimeOnly")
        : _ids ? new ScalarType("Guid")
        : ScalarType.Text;
}
