namespace Unified.Batch.Spark;

/// <summary>
/// How a client stands to an operation, which the server computes whether or not anybody listens:
/// <code>
///                 ExecutePlan                      result_complete, or its error
///     Unsent ──────────────────────▶ Attached ──────────────────────────────────▶ Ended
///        ▲                            │    ▲
///        │       the connection broke,│    │ ReattachExecute,
///        │       or the answer ended  │    │ behind the last response
///        │       without a result     ▼    │
///        └────────────────────────── Detached ─────▶ Ended: it is held no more, and has
///         never came to the server                   to be run again under another id
/// </code>
/// </summary>
internal enum Attachment
{
    /// <summary>The server knows nothing of it.</summary>
    Unsent,

    /// <summary>Responses are being read.</summary>
    Attached,

    /// <summary>Nobody listens; it may be running.</summary>
    Detached,

    /// <summary>There is nothing more to come.</summary>
    Ended,
}
