namespace Unified.Epochs;

/// <summary>
/// Which of the records of one epoch that cannot be decoded or computed are kept in the tables: the first ones. All are counted, and the
/// archive has the bytes of all that cannot be decoded; but an epoch of a topic that has gone wrong as a whole must not fill memory and
/// tables. A function of the epoch's records alone, so that every layer keeps the same. Undecodable records and rejected events have one
/// each: the layers meet the two in another order.
/// </summary>
public sealed class QuarantineBudget
{
    /// <summary>So many records of an epoch are kept.</summary>
    public const int Records = 1_000;

    /// <summary>Bytes of them that are kept; a record beyond is kept without its bytes.</summary>
    public const int Bytes = 1 << 20;

    private int _records;
    private long _bytes;

    /// <summary>Asks for a place.</summary>
    /// <param name="raw">The record's bytes.</param>
    /// <param name="kept">The bytes to keep: all, or none when they would be too many.</param>
    /// <returns>False when the record is only counted.</returns>
    public bool Takes(ReadOnlySpan<byte> raw, out ReadOnlySpan<byte> kept)
    {
        kept = [];
        if (_records >= Records)
        {
            return false;
        }

        _records++;
        if (_bytes + raw.Length <= Bytes)
        {
            _bytes += raw.Length;
            kept = raw;
        }

        return true;
    }

    /// <summary>Another epoch begins.</summary>
    public void Reset() => (_records, _bytes) = (0, 0);
}
