using System.Linq.Expressions;
using Unified.Definition;
using Unified.TestKit.Oracle;
using Unified.Time;

namespace Unified.TestKit.Objects;

/// <summary>A window in a group's key that only the whole query knows: hopping windows, windows of several lengths, sessions.</summary>
/// <param name="Call">The call in the key.</param>
/// <param name="Window">Stands for it.</param>
/// <param name="Key">The key over it.</param>
internal sealed record KeyWindow(MethodCallExpression Call, ParameterExpression Window, Expression Key)
{
    /// <summary>The window of a key, or null.</summary>
    public static KeyWindow? Of(Expression key)
    {
        MethodCallExpression? found = null;
        _ = new Replace(n =>
        {
            found ??= n is MethodCallExpression call && call.Method.DeclaringType == typeof(Window)
                && call.Method.Name is nameof(Definition.Window.Hopping) or nameof(Definition.Window.Each)
                    or nameof(Definition.Window.Session) ? call : null;
            return null;
        }).Visit(key);
        if (found is null)
        {
            return null;
        }

        var window = Expression.Parameter(found.Type, "window");
        return new KeyWindow(found, window, new Replace(n => n == found ? window : null).Visit(key)!);
    }

    /// <summary>The event time in it.</summary>
    public Expression Time => Call.Arguments[0];

    /// <summary>True for sessions, which depend on other events.</summary>
    public bool IsSession => Call.Method.Name == nameof(Definition.Window.Session);

    /// <summary>The gap of sessions.</summary>
    public TimeSpan Gap => (TimeSpan)Constant(1);

    /// <summary>The windows that hold a time; of sessions none is known.</summary>
    public IEnumerable<object> Holding(DateTime time)
    {
        if (Call.Method.Name == nameof(Definition.Window.Each))
        {
            var lengths = (TimeSpan[])Constant(1);
            return lengths.Select(l => (object)new WindowSpan(Definition.Window.Tumbling(time, l), l));
        }

        var (size, hop) = ((TimeSpan)Constant(1), (TimeSpan)Constant(2));
        var offset = Call.Arguments.Count > 3 ? (TimeSpan)Constant(3) : TimeSpan.Zero;
        return Starts();

        IEnumerable<object> Starts()
        {
            for (var start = Definition.Window.Tumbling(time, hop, offset); start + size > time; start -= hop)
            {
                yield return start;
            }
        }
    }

    /// <summary>The sessions of times of one key: for each time the start of its session.</summary>
    public IReadOnlyDictionary<DateTime, DateTime> Sessions(IEnumerable<DateTime> times)
    {
        var starts = new Dictionary<DateTime, DateTime>();
        var gap = Gap;
        DateTime? start = null, last = null;
        foreach (var time in times.Order())
        {
            start = start is null || time - last >= gap ? time : start;
            last = time;
            starts[time] = start.Value;
        }

        return starts;
    }

    private object Constant(int argument) => Expression.Lambda<Func<object>>(
        Expression.Convert(Call.Arguments[argument], typeof(object))).Compile()();
}
