namespace Unified.Embedded;

/// <summary>An embedded server could not be started or died; the message says which, why, and what to do.</summary>
public sealed class EmbeddedServerException : Exception
{
    /// <summary>An error with the way out in its message.</summary>
    public EmbeddedServerException(string message)
        : base(message)
    {
    }

    /// <inheritdoc cref="EmbeddedServerException(string)"/>
    public EmbeddedServerException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
