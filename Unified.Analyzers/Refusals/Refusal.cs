using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Unified.Analyzers.Refusals;

/// <summary>What the plan would refuse, in its words.</summary>
/// <param name="Code">The code of docs/errors.md.</param>
/// <param name="Location">Where to mark it.</param>
/// <param name="Node">What the author wrote.</param>
/// <param name="Reason">Why it cannot be planned.</param>
/// <param name="WayOut">What to write instead.</param>
internal sealed record Refusal(string Code, Location Location, string Node, string Reason, string WayOut)
{
    /// <summary>As the compiler reports it; the node is a property, for whoever wants the words alone.</summary>
    public Diagnostic ToDiagnostic() => Diagnostic.Create(Codes.Of(Code), Location,
        ImmutableDictionary<string, string?>.Empty.Add("node", Node), Node, Reason, WayOut);
}
