using Unified.Errors;

namespace Unified.Definition;

/// <summary>
/// A job: a name and a query. A job does no I/O and knows no runtime. Stateless; a public parameterless constructor is expected.
/// </summary>
public abstract class Job
{
    private protected Job()
    {
    }

    /// <summary>
    /// The job's name and that of its ClickHouse view. Default: the class name in snake case, <c>AirportDelays</c> is
    /// <c>airport_delays</c>.
    /// </summary>
    public virtual string Name => SnakeCase.From(GetType().Name);

    internal abstract DefinitionStep Build();
}

/// <summary>A job whose result rows are <typeparamref name="TResult"/>.</summary>
public abstract class Job<TResult> : Job
{
    /// <summary>The query. Called whenever the job is planned; must return the same query every time.</summary>
    public abstract Query<TResult> Define();

    internal sealed override DefinitionStep Build()
    {
        Query<TResult> query;
        try
        {
            query = Define();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // A source in a static field fails as the initializer of its class: the cause says more.
            var cause = error.GetBaseException();
            throw cause as DefinitionException
                ?? new DefinitionException("UNI0042", $"job '{Name}'", $"Define() threw {cause.GetType().Name}: {cause.Message}",
                    "Define() only describes a query: mend what it reads, and the static fields it uses.");
        }

        return query?.Step ?? throw new DefinitionException("UNI0042", $"job '{Name}'", "Define() returned null.",
            "Return a query: from e in source ... group ... by ... into g select new Row(...).");
    }
}
