using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Unified.Nexmark.Output;

/// <summary>Events as the records of their topics: one JSON object each, UTF-8, names in snake case. One thread at a time.</summary>
public sealed class JsonEvents : IDisposable
{
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _json;

    public JsonEvents() => _json = new Utf8JsonWriter(_buffer);

    /// <summary>The topic, the key (the id of person, auction or the bid's auction) and the value of an event's record.</summary>
    public (string Topic, byte[] Key, byte[] Value) Record(object e)
    {
        _buffer.ResetWrittenCount();
        _json.Reset(_buffer);
        _json.WriteStartObject();
        var (topic, key) = e switch
        {
            Person person => (Events.Persons.Topic, Write(person)),
            Auction auction => (Events.Auctions.Topic, Write(auction)),
            Bid bid => (Events.Bids.Topic, Write(bid)),
            _ => throw new ArgumentException($"{e} is no event of Nexmark.", nameof(e)),
        };
        _json.WriteEndObject();
        _json.Flush();
        return (topic, System.Text.Encoding.UTF8.GetBytes(key.ToString(CultureInfo.InvariantCulture)), _buffer.WrittenSpan.ToArray());
    }

    public void Dispose() => _json.Dispose();

    private long Write(Person p)
    {
        _json.WriteNumber("id"u8, p.Id);
        _json.WriteString("name"u8, p.Name);
        _json.WriteString("email_address"u8, p.EmailAddress);
        _json.WriteString("credit_card"u8, p.CreditCard);
        _json.WriteString("city"u8, p.City);
        _json.WriteString("state"u8, p.State);
        _json.WriteString("date_time"u8, p.DateTime);
        _json.WriteString("extra"u8, p.Extra);
        return p.Id;
    }

    private long Write(Auction a)
    {
        _json.WriteNumber("id"u8, a.Id);
        _json.WriteString("item_name"u8, a.ItemName);
        _json.WriteString("description"u8, a.Description);
        _json.WriteNumber("initial_bid"u8, a.InitialBid);
        _json.WriteNumber("reserve"u8, a.Reserve);
        _json.WriteString("date_time"u8, a.DateTime);
        _json.WriteString("expires"u8, a.Expires);
        _json.WriteNumber("seller"u8, a.Seller);
        _json.WriteNumber("category"u8, a.Category);
        _json.WriteString("extra"u8, a.Extra);
        return a.Id;
    }

    private long Write(Bid b)
    {
        _json.WriteNumber("auction"u8, b.Auction);
        _json.WriteNumber("bidder"u8, b.Bidder);
        _json.WriteNumber("price"u8, b.Price);
        _json.WriteString("channel"u8, b.Channel);
        _json.WriteString("url"u8, b.Url);
        _json.WriteString("date_time"u8, b.DateTime);
        _json.WriteString("extra"u8, b.Extra);
        return b.Auction;
    }
}
