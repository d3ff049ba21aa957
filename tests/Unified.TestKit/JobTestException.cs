namespace Unified.TestKit;

/// <summary>
/// A test of a job has failed, or asks for what cannot be: the message says what is wrong, and how to go on. Any test framework shows it as
/// a failure.
/// </summary>
public sealed class JobTestException : Exception
{
    /// <summary>A failure.</summary>
    /// <param name="message">What is wrong.</param>
    public JobTestException(string message)
        : base(message)
    {
    }

    /// <summary>A failure that another error has caused.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="inner">The error.</param>
    public JobTestException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>True when two computations of the same answer do not agree, so that fewer events may show it too.</summary>
    internal bool IsDisagreement { get; init; }
}
