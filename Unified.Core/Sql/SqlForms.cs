using System.Collections;

namespace Unified.Sql;

/// <summary>What something looks like in each engine that has a form for it. Written once, as a collection; then read only.</summary>
/// <typeparam name="TOperands">What the form is made of.</typeparam>
public sealed class SqlForms<TOperands> : IEnumerable<SqlEngine>
{
    private readonly Dictionary<SqlEngine, Func<TOperands, string?>> _forms = [];

    /// <summary>Adds the form of an engine; it gives null for operands that have none there.</summary>
    public void Add(SqlEngine engine, Func<TOperands, string?> form) => _forms.Add(engine, form);

    /// <summary>The form in an engine.</summary>
    /// <exception cref="Errors.DefinitionException">UNI0090: the engine has none for <paramref name="what"/>.</exception>
    public string In(SqlEngine engine, TOperands operands, string what)
    {
        ArgumentNullException.ThrowIfNull(engine);
        return TryIn(engine, operands) ?? throw engine.Refuse(what);
    }

    /// <summary>The form in an engine, or null when it needs none.</summary>
    public string? TryIn(SqlEngine engine, TOperands operands) => _forms.TryGetValue(engine, out var form) ? form(operands) : null;

    /// <inheritdoc />
    public IEnumerator<SqlEngine> GetEnumerator() => _forms.Keys.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
