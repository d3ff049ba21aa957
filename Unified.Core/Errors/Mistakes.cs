namespace Unified.Errors;

/// <summary>Collects the mistakes of a definition, so that an author learns of all of them at once. Not thread-safe.</summary>
public sealed class Mistakes
{
    private readonly List<DefinitionMistake> _all = [];

    /// <summary>What was found so far, in order, each once.</summary>
    public IReadOnlyList<DefinitionMistake> All => _all;

    /// <summary>The place of the clause that is being read.</summary>
    public SourcePlace? Place { get; set; }

    /// <summary>Adds a mistake at the current place.</summary>
    public void Add(DefinitionMistake mistake)
    {
        ArgumentNullException.ThrowIfNull(mistake);
        var placed = mistake.Place is null ? mistake with { Place = Place } : mistake;
        // What two results use is read twice.
        if (!_all.Contains(placed))
        {
            _all.Add(placed);
        }
    }

    /// <summary>The result of <paramref name="read"/>, or the <paramref name="instead"/> after its mistakes have been noted.</summary>
    public T Try<T>(Func<T> read, Func<T> instead)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(instead);
        try
        {
            return read();
        }
        catch (DefinitionException refused)
        {
            foreach (var mistake in refused.Mistakes)
            {
                Add(mistake);
            }

            return instead();
        }
    }

    /// <summary>Throws what was found, if anything was.</summary>
    /// <exception cref="DefinitionException">There are mistakes.</exception>
    public void ThrowIfAny(string job)
    {
        if (_all.Count > 0)
        {
            throw new DefinitionException([.. _all.Select(m => m.Job is null ? m with { Job = job } : m)]);
        }
    }
}
