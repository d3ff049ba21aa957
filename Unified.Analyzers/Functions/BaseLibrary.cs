using Microsoft.CodeAnalysis;

namespace Unified.Analyzers.Functions;

/// <summary>What is in System.Private.CoreLib: a compilation sees it by the assemblies that stand for it.</summary>
internal static class BaseLibrary
{
    private static readonly HashSet<string> Assemblies = new(StringComparer.Ordinal)
    {
        "System.Private.CoreLib", "System.Runtime", "mscorlib", "netstandard", "System.Threading", "System.Runtime.Extensions",
    };

    /// <summary>True for a method of it.</summary>
    public static bool Contains(IMethodSymbol method) => Assemblies.Contains(method.ContainingAssembly?.Name ?? "");
}
