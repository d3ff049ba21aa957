using System.Reflection;

namespace Unified.Expressions;

/// <summary>The methods that a user function can run, each once, in the order in which they were found.</summary>
internal sealed class ReachedCode
{
    private readonly HashSet<(MethodBase, FieldInfo?)> _seen = [];
    private readonly Queue<(MethodBase Method, FieldInfo? Field)> _sure = [], _maybe = [];

    /// <param name="method">The method.</param>
    /// <param name="sure">False when only a library may call it.</param>
    /// <param name="field">Of a static constructor the part that makes this field's value.</param>
    public void Add(MethodBase method, bool sure = true, FieldInfo? field = null) => (sure ? _sure : _maybe).Enqueue((method, field));

    public IEnumerable<(MethodBase Method, FieldInfo? Field)> TakeSure() => Take(_sure);

    /// <summary>The rest: also the sure ones that the others bring.</summary>
    public IEnumerable<(MethodBase Method, FieldInfo? Field)> TakeAll()
    {
        while (_sure.Count + _maybe.Count > 0)
        {
            foreach (var next in Take(_sure.Count > 0 ? _sure : _maybe))
            {
                yield return next;
            }
        }
    }

    private IEnumerable<(MethodBase Method, FieldInfo? Field)> Take(Queue<(MethodBase Method, FieldInfo? Field)> queue)
    {
        while (queue.TryDequeue(out var next))
        {
            if (_seen.Add(next))
            {
                yield return next;
            }
        }
    }
}
