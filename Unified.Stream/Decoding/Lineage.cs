namespace Unified.Streaming.Decoding;

/// <summary>Which lineage columns a decoder adds behind <c>_offset</c>.</summary>
public enum Lineage
{
    /// <summary><c>_offset</c> alone: what computing needs.</summary>
    Offset,

    /// <summary>
    /// <c>_offset</c>, <c>_timestamp</c>, <c>_key</c> and <c>_extra</c>: what the archive keeps, so that nothing of a record is lost.
    /// </summary>
    Full,
}
