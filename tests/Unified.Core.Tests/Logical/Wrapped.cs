using Unified.Definition;

namespace Unified.Core.Tests.Logical;

/// <summary>A job of a query that a test wrote in place.</summary>
internal sealed class Wrapped<T>(Query<T> query) : Job<T>
{
    public override string Name => "wrapped";

    public override Query<T> Define() => query;
}
