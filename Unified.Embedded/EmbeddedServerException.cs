namespace Unified.Embedded;

/// <summary>An embedded server could not be started or died; the message says which, why, and what to do.</summary>
public sealed class EmbeddedServerException : Exception
{
    public EmbeddedServerException(string message)
        : base(message)
    {
    }

    public EmbeddedServerException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
