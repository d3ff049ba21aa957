using System.Reflection;
using Unified.Errors;
using Unified.Plans;

namespace Unified.Json;

/// <summary>
/// A plan as a JSON document: what a drawing or another program writes, and what a plan can be kept as. It holds the plan as its front end
/// has built it; optimizing it is up to the build that reads it.
/// </summary>
public static class PlanJson
{
    /// <summary>The form that is written, and the only one that is read. Another form of anything is another number.</summary>
    public const int Format = 1;

    /// <summary>The document of a plan: the same plan gives the same text.</summary>
    public static string Write(JobPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return PlanWriter.Write(plan);
    }

    /// <summary>
    /// The plan of a document, after the checks that every definition passes. A document that names its definition version is that version,
    /// or refused.
    /// </summary>
    /// <param name="json">The document.</param>
    /// <param name="functions">Where the user functions are that it calls.</param>
    /// <exception cref="DefinitionException">It is not a plan; all its mistakes are named, each with its place in the document.</exception>
    public static JobPlan Read(string json, params IEnumerable<Assembly> functions)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(functions);
        return PlanReader.Read(JsonPart.Parse(json), functions);
    }
}
