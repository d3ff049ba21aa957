using Microsoft.CodeAnalysis;
using Unified.Analyzers.Code;

namespace Unified.Analyzers.Functions;

/// <summary>What of the base library a user function must not call, as the plan's <c>ImpureMembers</c> has it.</summary>
internal static class Impurity
{
    private const string Column = "Take it from a column of the event, or from an argument.";

    private static readonly HashSet<string> Clocks = new(StringComparer.Ordinal)
    {
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today", "System.DateTimeOffset.get_Now",
        "System.DateTimeOffset.get_UtcNow", "System.Guid.NewGuid", "System.Guid.CreateVersion7",
    };

    private static readonly HashSet<string> Zones = new(StringComparer.Ordinal)
    {
        "System.DateTime.ToLocalTime", "System.DateTime.ToUniversalTime", "System.DateTimeOffset.ToLocalTime",
        "System.DateTimeOffset.get_LocalDateTime", "System.DateTimeOffset.op_Implicit",
    };

    private static readonly HashSet<string> Types = new(StringComparer.Ordinal)
    {
        "System.Random", "System.TimeProvider", "System.Environment", "System.Console", "System.AppContext", "System.AppDomain",
        "System.GC", "System.TimeZone", "System.Diagnostics.Stopwatch", "System.Diagnostics.Process", "System.HashCode",
        "System.Security.Cryptography.RandomNumberGenerator", "System.Runtime.CompilerServices.RuntimeHelpers",
    };

    private static readonly HashSet<string> CultureFree = new(StringComparer.Ordinal) { "System.Boolean", "System.Char", "System.Guid" };

    private static readonly HashSet<string> Ordinal = new(StringComparer.Ordinal)
    {
        "StartsWith", "EndsWith", "IndexOf", "LastIndexOf", "Compare", "CompareTo",
    };

    /// <summary>Why the call is no part of a pure function, and the way out; null when nothing is known against it.</summary>
    public static (string Reason, string WayOut)? Of(IMethodSymbol callee)
    {
        var type = callee.ContainingType.Name();
        var name = $"{type}.{callee.MetadataName}";
        if (Clocks.Contains(name) || Types.Contains(type ?? ""))
        {
            return type == "System.Runtime.CompilerServices.RuntimeHelpers"
                && callee.Name is "InitializeArray" or "CreateSpan" or "GetSubArray" ? null : ("is not the same in every run", Column);
        }

        if (Zones.Contains(name) || type == "System.TimeZoneInfo" || (type == "System.DateTimeOffset"
            && callee is { MethodKind: MethodKind.Constructor, Parameters: [{ Type.SpecialType: SpecialType.System_DateTime }] }))
        {
            return ("depends on the time zones of the machine",
                "Times are UTC here: add the offset yourself, or keep local times in a column.");
        }

        if (callee.ContainingNamespace?.ToDisplayString() is { } space
            && (Within(space, "System.IO") || Within(space, "System.Net") || Within(space, "System.Threading")))
        {
            return ("does I/O, or depends on threads", Column);
        }

        return callee.Name == "GetHashCode"
            ? ("is not the same in every process", "Compute a hash of your own from the characters or bytes.") : Culture(callee, type);
    }

    private static (string Reason, string WayOut)? Culture(IMethodSymbol callee, string? type)
    {
        if (type == "System.Globalization.CultureInfo"
            ? callee.Name is "get_CurrentCulture" or "get_CurrentUICulture" or "get_InstalledUICulture"
            : type == "System.Globalization.RegionInfo")
        {
            return ("is the culture of the machine", "Use CultureInfo.InvariantCulture.");
        }

        var parameters = callee.Parameters.Select(p => p.Type).ToList();
        if (type == "System.String" && callee.Name is "ToUpper" or "ToLower" && parameters.Count == 0)
        {
            return ("depends on the culture of the machine", "Use ToUpperInvariant or ToLowerInvariant.");
        }

        if (type == "System.String" && Ordinal.Contains(callee.Name) && parameters.Any(p => p.SpecialType == SpecialType.System_String)
            && !parameters.Any(p => p.Name() is "System.StringComparison" or "System.Globalization.CultureInfo"))
        {
            return ("depends on the culture of the machine", "Pass StringComparison.Ordinal; CompareOrdinal instead of Compare.");
        }

        if (type == "System.Runtime.CompilerServices.DefaultInterpolatedStringHandler" && callee.MethodKind == MethodKind.Constructor
            && !parameters.Any(IsProvider))
        {
            return ("formats in the culture of the machine", "Write string.Create(CultureInfo.InvariantCulture, $\"...\").");
        }

        // The same method that takes a format provider exists for those, and only those, that ask for a culture.
        return type is not null && BaseLibrary.Contains(callee) && !CultureFree.Contains(type)
            && callee.MethodKind != MethodKind.Constructor && !(type == "System.String" && callee.Name == "ToString")
            && !parameters.Any(IsProvider) && callee.ContainingType.GetMembers(callee.Name).OfType<IMethodSymbol>()
                .Any(m => m.DeclaredAccessibility == Accessibility.Public && TakesProvider(m, parameters))
            ? ("depends on the culture of the machine", "Pass CultureInfo.InvariantCulture.") : null;
    }

    private static bool TakesProvider(IMethodSymbol method, List<ITypeSymbol> parameters)
    {
        var others = method.Parameters.Select(p => p.Type).ToList();
        return others.Count == parameters.Count + 1 && others.Count(IsProvider) == 1
            && others.Where(p => !IsProvider(p)).SequenceEqual(parameters, SymbolEqualityComparer.Default);
    }

    private static bool IsProvider(ITypeSymbol type) => type.Name() is "System.IFormatProvider" or "System.Globalization.CultureInfo";

    private static bool Within(string space, string root) => space == root || space.StartsWith(root + ".", StringComparison.Ordinal);
}
