namespace Unified.Errors;

/// <summary>The root of every error that Unified raises on purpose. Which subclass it is says who can act on it.</summary>
public abstract class UnifiedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The data says something that cannot be computed: an overflow, a hole in a log, a file that is not what its name says.</summary>
public class DataException(string message, Exception? inner = null) : UnifiedException(message, inner);

/// <summary>A sum or another state left its range. Names the job, the column and the group.</summary>
public sealed class StateOverflowException(string job, string column, string group, string limit)
    : DataException($"Job '{job}': column '{column}' of group {group} left the range of {limit}. " +
        "Sum a narrower value, divide it in the definition, or split the group by a finer key.")
{
    /// <summary>The job's name.</summary>
    public string Job { get; } = job;

    /// <summary>The output column whose state overflowed.</summary>
    public string Column { get; } = column;

    /// <summary>The group, printed as <c>{origin=ATL, day=2001-04-01T00:00:00Z}</c>.</summary>
    public string Group { get; } = group;
}

/// <summary>What a result computes from finished aggregates has no value for a group. Names the job, the column and the group.</summary>
public sealed class UncomputableResultException(string job, string column, string group)
    : DataException($"Job '{job}': {column} of group {group} cannot be computed: arithmetic overflow, division by zero, or a null where " +
        "a value is needed. Guard it in the definition (x == 0 ? null : y / x), or divide doubles.")
{
    /// <summary>The job's name.</summary>
    public string Job { get; } = job;

    /// <summary>What fails: <c>column 'ratio'</c>, or <c>the where of the result</c>.</summary>
    public string Column { get; } = column;

    /// <summary>The group, printed as <c>{origin=ATL, day=2001-04-01T00:00:00Z}</c>.</summary>
    public string Group { get; } = group;
}

/// <summary>Something outside did not answer; the same call may succeed later, and repeating it does no harm.</summary>
public sealed class TransientException(string message, Exception? inner = null) : UnifiedException(message, inner);

/// <summary>A bug in Unified. Please report it with this message.</summary>
public sealed class InternalException(string message, Exception? inner = null)
    : UnifiedException(message + " This is a bug in Unified: please report it with this message.", inner);
