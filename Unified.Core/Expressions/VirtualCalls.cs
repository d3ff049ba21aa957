using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Unified.Expressions;

/// <summary>
/// Which methods can run where the receiver decides: those of the objects that the code makes. So an override counts as soon as the code
/// makes its type, and a type that only stands in the same assembly does not.
/// </summary>
/// <param name="home">The assembly whose code is followed.</param>
/// <param name="names">Of the print that this is for.</param>
internal sealed class VirtualCalls(Assembly home, IlNames names)
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private readonly List<Type> _made = [];
    private readonly List<MethodInfo> _called = [];

    /// <summary>The abstract methods that are called and that no type implements which the code makes.</summary>
    public IEnumerable<MethodInfo> WithoutImplementation =>
        _called.Where(c => c.IsAbstract && c.Module.Assembly == home && !_made.Exists(t => Implementations(t, c).Any()));

    /// <summary>The types that are made, with their bases and interfaces: what a library does with an object can hang on them.</summary>
    public StringBuilder Types { get; } = new();

    /// <summary>A type of which the code makes a value, or may: as a type argument.</summary>
    /// <returns>
    /// What is called on it: by the code, or by a library that knows the base type or interface; sure when the code itself says so.
    /// </returns>
    public List<(MethodBase Method, bool Sure)> Make(Type type, bool asArgument = false)
    {
        var parts = type.HasElementType ? [type.GetElementType()!] : type.GetGenericArguments();
        var methods = parts.SelectMany(part => Make(part, asArgument: true)).ToList();
        if (type.Assembly != home || type.IsAbstract || type.HasElementType || type.ContainsGenericParameters)
        {
            return methods;
        }

        if (asArgument && type.GetConstructor(Type.EmptyTypes) is { } constructor)
        {
            methods.Add((constructor, true));
        }

        if (!_made.Contains(type))
        {
            _made.Add(type);
            Describe(type);
            methods.AddRange(_called.SelectMany(slot => Sure(type, slot)).Select(m => ((MethodBase)m, true)));
            var faces = type.GetInterfaces().Where(i => i.Assembly != home).SelectMany(i => type.GetInterfaceMap(i).TargetMethods);
            var overrides = type.GetMethods(Instance)
                .Where(m => m.IsVirtual && (m.GetBaseDefinition().Module.Assembly != home || HasOtherReturnType(m)));
            methods.AddRange(Ordered(faces.Concat(overrides)).Select(m => ((MethodBase)m, !IsBoilerplate(m))));
            var values = type.IsEnum ? [] : type.GetFields(Instance).Select(f => f.FieldType).Where(t => t.IsValueType);
            methods.AddRange(values.SelectMany(t => Make(t)));
        }

        return methods;
    }

    /// <summary>A call whose code the receiver decides.</summary>
    /// <returns>The methods of the types made so far that it can be.</returns>
    public IEnumerable<MethodInfo> Call(MethodInfo slot)
    {
        _called.Add(slot);
        return _made.SelectMany(type => Sure(type, slot));
    }

    private void Describe(Type type)
    {
        // An enum's names can be its text.
        var values = type.IsEnum ? type.GetFields(BindingFlags.Static | BindingFlags.Public) : [];
        var named = values.Select(f => $" {f.Name}={f.GetRawConstantValue()}").Order(StringComparer.Ordinal);
        var bases = type.GetInterfaces().Select(i => i.ToString()).Order(StringComparer.Ordinal).Prepend($"{type.BaseType}");
        Types.Append(names.Of(type)).Append(" : ").AppendJoin(", ", bases).AppendJoin("", named).Append('\n');
    }

    /// <summary>
    /// A record's own text is no reason to refuse a function: that the receiver is this record and no StringBuilder is not known.
    /// </summary>
    private IEnumerable<MethodInfo> Sure(Type type, MethodInfo slot) =>
        Implementations(type, slot).Where(m => slot.Module.Assembly == home || !IsGenerated(m));

    private IEnumerable<MethodInfo> Implementations(Type type, MethodInfo slot)
    {
        var found = slot.DeclaringType!.IsInterface
            ? type.GetInterfaces().Where(i => i.HasSameMetadataDefinitionAs(slot.DeclaringType)).Select(i => type.GetInterfaceMap(i))
                .SelectMany(map => map.InterfaceMethods.Zip(map.TargetMethods))
                .Where(x => x.First.HasSameMetadataDefinitionAs(slot)).Select(x => x.Second)
            : type.GetMethods(Instance).Where(m => m.IsVirtual
                && (m.GetBaseDefinition().HasSameMetadataDefinitionAs(slot.GetBaseDefinition())
                    || (HasOtherReturnType(m) && m.Name == slot.Name && m.GetParameters().Length == slot.GetParameters().Length)));
        return Ordered(found)
            .Select(m => m.IsGenericMethodDefinition && slot.IsGenericMethod ? m.MakeGenericMethod(slot.GetGenericArguments()) : m);
    }

    /// <summary>In an order that is not that of the source, and without the type by which reflection found them.</summary>
    private IEnumerable<MethodInfo> Ordered(IEnumerable<MethodInfo> methods) => methods
        .Where(m => m.Module.Assembly == home && !m.IsAbstract)
        .Select(m => (MethodInfo)MethodBase.GetMethodFromHandle(m.MethodHandle, m.DeclaringType!.TypeHandle)!).Distinct()
        .OrderBy(m => m.ToString(), StringComparer.Ordinal).ThenBy(m => m.DeclaringType!.ToString(), StringComparer.Ordinal);

    /// <summary>An override that returns a more derived type has a slot of its own, and does not say whose it takes over.</summary>
    private static bool HasOtherReturnType(MethodInfo method) => method.IsDefined(typeof(PreserveBaseOverridesAttribute), inherit: false);

    /// <summary>What every object has, mostly for people who debug; and hashes, which a dictionary takes without their showing.</summary>
    private static bool IsBoilerplate(MethodInfo method) => method.GetBaseDefinition().DeclaringType == typeof(object)
        || IsGenerated(method) || method.Name.EndsWith(nameof(GetHashCode), StringComparison.Ordinal);

    private static bool IsGenerated(MethodInfo method) => method.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);
}
