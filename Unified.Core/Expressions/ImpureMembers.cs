using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;

namespace Unified.Expressions;

/// <summary>
/// What of the base library a user function must not call: its result is not the same in every process. A net for mistakes and not a proof:
/// the code of other assemblies is not read, and the promise stays the author's.
/// </summary>
internal static class ImpureMembers
{
    private const string Column = "Take it from a column of the event, or from an argument.";
    private const string Invariant = "Pass CultureInfo.InvariantCulture.";

    private static readonly FrozenSet<string> Clocks = new[]
    {
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today", "System.DateTimeOffset.get_Now",
            "System.DateTimeOffset.get_UtcNow",
        "System.Guid.NewGuid", "System.Guid.CreateVersion7",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Zones = new[]
    {
        "System.DateTime.ToLocalTime", "System.DateTime.ToUniversalTime", "System.DateTimeOffset.ToLocalTime",
            "System.DateTimeOffset.get_LocalDateTime", "System.DateTimeOffset.op_Implicit",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Types = new[]
    {
        "System.Random", "System.TimeProvider", "System.Environment", "System.Console", "System.AppContext", "System.AppDomain",
            "System.GC", "System.TimeZone",
        "System.Diagnostics.Stopwatch", "System.Diagnostics.Process", "System.HashCode",
            "System.Security.Cryptography.RandomNumberGenerator", "System.Runtime.CompilerServices.RuntimeHelpers",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Ordinal = new[] { "StartsWith", "EndsWith", "IndexOf", "LastIndexOf", "Compare",
        "CompareTo" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<Type> CultureFree = new[] { typeof(bool), typeof(char), typeof(Guid) }.ToFrozenSet();

    /// <summary>Why the call is no part of a pure function, and the way out; null when nothing is known against it.</summary>
    public static (string Reason, string WayOut)? Of(MethodBase callee, MethodBase caller) => IsIterator(caller) ? null : Of(callee);

    private static (string Reason, string WayOut)? Of(MethodBase callee)
    {
        var type = callee.DeclaringType;
        var name = $"{type?.FullName}.{callee.Name}";
        if (Clocks.Contains(name) || Types.Contains(type?.FullName ?? ""))
        {
            // Lookups of constant data and spans, which the compiler writes for array literals.
            return type == typeof(System.Runtime.CompilerServices.RuntimeHelpers)
                && callee.Name is "InitializeArray" or "CreateSpan" or "GetSubArray"
                ? null : ("is not the same in every run", Column);
        }

        if (Zones.Contains(name) || type == typeof(TimeZoneInfo) || (type == typeof(DateTimeOffset) && callee.IsConstructor
            && callee.GetParameters() is [{ ParameterType: var only }] && only == typeof(DateTime)))
        {
            return ("depends on the time zones of the machine",
                "Times are UTC here: add the offset yourself, or keep local times in a column.");
        }

        if (type?.Namespace is { } space
            && (Within(space, "System.IO") || Within(space, "System.Net") || Within(space, "System.Threading")))
        {
            return ("does I/O, or depends on threads", Column);
        }

        if (callee.Name == nameof(GetHashCode))
        {
            return ("is not the same in every process", "Compute a hash of your own from the characters or bytes.");
        }

        return Culture(callee, type);
    }

    /// <summary>True for what the compiler adds to an iterator: it asks for its thread, to know whether it is its own enumerator.</summary>
    private static bool IsIterator(MethodBase method) => method.DeclaringType is { } type && IlNames.IsGenerated(type)
        && typeof(System.Collections.IEnumerator).IsAssignableFrom(type)
        && (method.IsConstructor || method.Name.EndsWith("GetEnumerator", StringComparison.Ordinal));

    private static (string Reason, string WayOut)? Culture(MethodBase callee, Type? type)
    {
        if (type == typeof(CultureInfo) ? callee.Name is "get_CurrentCulture" or "get_CurrentUICulture" or "get_InstalledUICulture"
            : type == typeof(RegionInfo))
        {
            return ("is the culture of the machine", "Use CultureInfo.InvariantCulture.");
        }

        var parameters = callee.GetParameters().Select(p => p.ParameterType).ToArray();
        if (type == typeof(string) && callee.Name is nameof(string.ToUpper) or nameof(string.ToLower) && parameters.Length == 0)
        {
            return ("depends on the culture of the machine", "Use ToUpperInvariant or ToLowerInvariant.");
        }

        if (type == typeof(string) && Ordinal.Contains(callee.Name) && Array.Exists(parameters, p => p == typeof(string))
            && !Array.Exists(parameters, p => p == typeof(StringComparison) || p == typeof(CultureInfo)))
        {
            return ("depends on the culture of the machine", "Pass StringComparison.Ordinal; CompareOrdinal instead of Compare.");
        }

        if (type == typeof(System.Runtime.CompilerServices.DefaultInterpolatedStringHandler) && callee.IsConstructor
            && !Array.Exists(parameters, IsProvider))
        {
            return ("formats in the culture of the machine", "Write string.Create(CultureInfo.InvariantCulture, $\"...\").");
        }

        // 1.5.ToString() and int.Parse(text): the same method that takes a format provider exists for those, and only those, that ask for a
        // culture.
        return type is not null && type.Assembly == typeof(object).Assembly && !CultureFree.Contains(type) && !callee.IsConstructor
            && !(type == typeof(string) && callee.Name == nameof(ToString))
            && !Array.Exists(parameters, IsProvider) && Array.Exists(type.GetMethods(),
                m => m.Name == callee.Name && TakesProvider(m, parameters))
            ? ("depends on the culture of the machine", Invariant) : null;
    }

    private static bool TakesProvider(MethodInfo method, Type[] parameters)
    {
        var others = method.GetParameters().Select(p => p.ParameterType).ToArray();
        return others.Length == parameters.Length + 1 && others.Count(IsProvider) == 1
            && others.Where(p => !IsProvider(p)).SequenceEqual(parameters);
    }

    private static bool IsProvider(Type type) => type == typeof(IFormatProvider) || type == typeof(CultureInfo);

    private static bool Within(string space, string root) => space == root || space.StartsWith(root + ".", StringComparison.Ordinal);
}
