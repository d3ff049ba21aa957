using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Unified.Hosting.Topics;

/// <summary>What became of a file that was sent to a topic.</summary>
internal sealed class Sent
{
    private const int RefusalsTold = 10;
    private readonly List<(string Place, string Source, string Reason)> _refused = [];

    /// <summary>Records that a source would quarantine.</summary>
    public long Refused { get; private set; }

    public Produced Produced { get; set; } = new();

    public void Refuse(string place, string source, string reason)
    {
        Refused++;
        if (_refused.Count < RefusalsTold)
        {
            _refused.Add((place, source, reason));
        }
    }

    /// <param name="order">What was to be sent.</param>
    /// <param name="servers">Where to.</param>
    /// <param name="offsets">True: with the offsets of each partition.</param>
    public string Text(FileToSend order, string servers, bool offsets = true)
    {
        var invariant = CultureInfo.InvariantCulture;
        var text = new StringBuilder(string.Create(invariant,
            $"{order.Path}: {Produced.Acknowledged:N0} records ({Produced.Bytes:N0} bytes) to topic '{order.Topic}' at {servers}"));
        foreach (var (partition, (from, until)) in Produced.Offsets.Where(_ => offsets))
        {
            text.Append(string.Create(invariant, $"\n  partition {partition}: offsets {from} to {until - 1}"));
        }

        if (order.Key is not null && Produced.Keyed < Produced.Sent)
        {
            text.Append(string.Create(invariant, $"\n  {Produced.Sent - Produced.Keyed:N0} without a key: no field '{order.Key}'"));
        }

        foreach (var (place, source, reason) in _refused)
        {
            text.Append(string.Create(invariant, $"\n  {place}: source '{source}' refuses it: {reason}"));
        }

        return Refused > _refused.Count
            ? text.Append(string.Create(invariant, $"\n  and {Refused - _refused.Count:N0} more that are refused")).ToString()
            : text.ToString();
    }

    public JsonObject Json(FileToSend order) => new()
    {
        ["topic"] = order.Topic,
        ["file"] = order.Path,
        ["records"] = Produced.Acknowledged,
        ["keyed"] = Produced.Keyed,
        ["bytes"] = Produced.Bytes,
        ["partitions"] = new JsonArray([.. Produced.Offsets.Select(o => (JsonNode)new JsonObject
        {
            ["partition"] = o.Key,
            ["from"] = o.Value.From,
            ["until"] = o.Value.Until,
        })]),
        ["refused"] = Refused,
        ["refusals"] = new JsonArray([.. _refused.Select(r => (JsonNode)new JsonObject
        {
            ["place"] = r.Place,
            ["source"] = r.Source,
            ["reason"] = r.Reason,
        })]),
    };
}
