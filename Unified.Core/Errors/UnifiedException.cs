namespace Unified.Errors;

/// <summary>The root of every error that Unified raises on purpose. Which subclass it is says who can act on it.</summary>
public abstract class UnifiedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The data says something that cannot be computed: an overflow, a hole in a log, a file that is not what its name says.</summary>
public class DataException(string message, Exception? inner = null) : UnifiedException(message, inner);

/// <summary>A sum or another state left its range. Names the job, the column and the group.</summary>
/// <param name="job">The job's name.</param>
/// <param name="column">The output column whose state overflowed.</param>
/// <param name="group">The group.</param>
/// <param name="limit">The range.</param>
/// <param name="place">The event that went over it, such as <c>trades partition 0 offset 17</c>; empty when it is not one event.</param>
public sealed class StateOverflowException(string job, string column, string group, string limit, string place = "")
    : DataException($"Job '{job}': column '{column}' of group {group} left the range of {limit}" +
        $"{(place.Length > 0 ? " at " : "")}{place}. " +
        "Sum a narrower value, divide it in the definition, or split the group by a finer key." +
        (place.Length > 0 ? " A record that is wrong can be taken out: exclude." : ""))
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
