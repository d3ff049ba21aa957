using System.Reflection;
using System.Runtime.Loader;

namespace Unified.Check;

/// <summary>Asks the planner that the assembly was compiled against: its version is the one whose refusals count.</summary>
internal static class Definitions
{
    private const string Planner = "Unified.Core";

    /// <summary>A line for each mistake.</summary>
    public static IReadOnlyList<string> Check(CheckInputs inputs)
    {
        if (inputs.References.All(r => Path.GetFileNameWithoutExtension(r) != Planner))
        {
            return [];
        }

        var context = new ReferenceContext(inputs.References);
        var check = context.LoadFromAssemblyName(new AssemblyName(Planner)).GetType("Unified.Plans.DefinitionCheck")?.GetMethod("Lines");
        // An earlier planner has no such question: it refuses at explain.
        return check is null ? []
            : (IReadOnlyList<string>)check.Invoke(null, BindingFlags.DoNotWrapExceptions, null,
                [context.LoadFromAssemblyPath(Path.GetFullPath(inputs.Assembly)), inputs.Sources, inputs.Project], null)!;
    }

    /// <summary>Finds assemblies among the references, by name.</summary>
    private sealed class ReferenceContext(IEnumerable<string> references) : AssemblyLoadContext("definitions")
    {
        private readonly ILookup<string, string> _paths = references.ToLookup(r => Path.GetFileNameWithoutExtension(r),
            StringComparer.OrdinalIgnoreCase);

        protected override Assembly? Load(AssemblyName assemblyName) =>
            _paths[assemblyName.Name!].FirstOrDefault() is { } path ? LoadFromAssemblyPath(Path.GetFullPath(path)) : null;
    }
}
