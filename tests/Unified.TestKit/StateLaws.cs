using System.Globalization;
using System.Reflection;
using Unified.Definition;
using Unified.TestKit.Cuts;

namespace Unified.TestKit;

/// <summary>The laws of a state of the author's, asked of its own C#.</summary>
internal sealed class StateLaws<TState, T, TResult>
{
    private readonly TState _empty;
    private readonly Func<TState, T, TState> _add;
    private readonly Func<TState, TState, TState> _merge;
    private readonly Func<TState, TResult> _finish;

    public StateLaws(IAggregate<TState, T, TResult> aggregate) => (_empty, _add, _merge, _finish) =
        (aggregate.Empty, aggregate.Add.Compile(), aggregate.Merge.Compile(), aggregate.Finish.Compile());

    /// <summary>The result of events, one after the other.</summary>
    public TResult Result(IReadOnlyList<T> events) => _finish(Of(events));

    /// <summary>Cuts events at random and requires every law of the states.</summary>
    /// <exception cref="InvalidOperationException">One does not hold.</exception>
    public void Require(IReadOnlyList<T> events, Random random)
    {
        var parts = events.ToLookup(_ => random.Next(3));
        var (a, b, c) = (Of(parts[0]), Of(parts[1]), Of(parts[2]));
        Same("Merge(Empty, a) is a", _merge(_empty, a), a, ("a", a));
        Same("Merge(a, Empty) is a", _merge(a, _empty), a, ("a", a));
        Same("Merge(a, b) is Merge(b, a)", _merge(a, b), _merge(b, a), ("a", a), ("b", b));
        Same("Merge(Merge(a, b), c) is Merge(a, Merge(b, c))", _merge(_merge(a, b), c), _merge(a, _merge(b, c)), ("a", a), ("b", b),
            ("c", c));
        Same("the Merge of the parts is the state of all events", _merge(_merge(a, b), c), Of(events), ("a", a), ("b", b), ("c", c));
    }

    private TState Of(IEnumerable<T> events) => events.Aggregate(_empty, _add);

    private static void Same(string law, TState found, TState wanted, params (string Name, TState State)[] states)
    {
        if (!Equal(found, wanted))
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture,
                $"It does not hold that {law}: {Print(found)} is not {Print(wanted)}, where ")
                + string.Join(", ", states.Select(s => $"{s.Name} = {Print(s.State)}")));
        }
    }

    // A class without an equality of its own is what its properties are.
    private static bool Equal(TState a, TState b) => EqualityComparer<TState>.Default.Equals(a, b)
        || (a is not null && b is not null && Properties.Length > 0 && Properties.All(p => Equals(p.GetValue(a), p.GetValue(b))));

    private static string Print(TState state) => CSharpLiteral.Of(state);

    private static PropertyInfo[] Properties { get; } = Expressions.ClrTypes.TryMap(typeof(TState)) is not null ? []
        : [.. typeof(TState).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0)];
}
