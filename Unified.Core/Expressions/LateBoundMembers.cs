using System.Reflection;

namespace Unified.Expressions;

/// <summary>What finds code only when it runs, so that no version can have that code in it: reflection, dynamic, native code.</summary>
internal static class LateBoundMembers
{
    /// <summary>
    /// What of reflection only looks: a type's name, and what the compiler writes for <c>typeof</c> and expression trees.
    /// </summary>
    private static readonly string[] Harmless =
    [
        "get_Name", "op_Equality", "op_Inequality", "Equals", "ToString", "GetTypeFromHandle", "GetMethodFromHandle", "GetFieldFromHandle",
    ];

    public static bool Contains(MethodBase callee)
    {
        var type = callee.DeclaringType;
        return !Harmless.Contains(callee.Name, StringComparer.Ordinal) && (type?.Namespace switch
        {
            "System.Reflection" or "System.Reflection.Emit" or "System.Runtime.Loader" or "Microsoft.CSharp.RuntimeBinder" => true,
            "System.Linq.Expressions" => callee.Name is "Compile",
            "System.Runtime.InteropServices" => type.Name is "Marshal" or "NativeLibrary",
            "System.Runtime.CompilerServices" => type.Name is "CallSite" or "CallSite`1" or "CallSiteBinder",
            "System" => type == typeof(Type) ? Finds(callee) : type == typeof(Activator) ? !callee.IsGenericMethod
                : type == typeof(Delegate) && callee.Name is nameof(Delegate.DynamicInvoke) or nameof(Delegate.CreateDelegate),
            _ => false,
        });
    }

    /// <summary>True for the members of <see cref="Type"/> that search: by a name, or among the members of a type.</summary>
    private static bool Finds(MethodBase callee) =>
        callee.Name is "GetType" or "InvokeMember" or "GetInterface" or "get_Assembly" or "get_TypeInitializer"
        || (callee is MethodInfo { ReturnType: var result } && result != typeof(Type)
            && typeof(MemberInfo).IsAssignableFrom(result.IsArray ? result.GetElementType() : result));
}
