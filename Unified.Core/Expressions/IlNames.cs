using System.Reflection;

namespace Unified.Expressions;

/// <summary>
/// Names of members that stay when their neighbours change. The compiler numbers its lambdas, local functions and closures by their place
/// in the class; here they are numbered by their first appearance in what is printed.
/// </summary>
internal sealed class IlNames
{
    private readonly Dictionary<MemberInfo, int> _generated = [];

    public string Of(MemberInfo member)
    {
        if (IsGenerated(member))
        {
            _generated.TryAdd(member, _generated.Count);
            return $"generated {member.MemberType} #{_generated[member]}";
        }

        // Type.ToString and not FullName, which has the versions of the assemblies of type arguments in it.
        return member is Type type ? type.ToString() : $"{member.DeclaringType}::{member}";
    }

    /// <summary>
    /// True for what the compiler made of a lambda or local function; its constant data are named by their content, and are not.
    /// </summary>
    public static bool IsGenerated(MemberInfo member) =>
        member.Name != "<PrivateImplementationDetails>" && member.DeclaringType?.Name != "<PrivateImplementationDetails>"
        && (member.Name.Contains('<', StringComparison.Ordinal) || (member.DeclaringType is { } owner && IsGenerated(owner)));

    /// <summary>The property whose value this field holds, or null.</summary>
    public static string? Property(FieldInfo field) =>
        field.Name.EndsWith(">k__BackingField", StringComparison.Ordinal) ? field.Name[1..field.Name.LastIndexOf('>')] : null;
}
