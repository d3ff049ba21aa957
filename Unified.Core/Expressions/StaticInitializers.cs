using System.Globalization;
using System.Reflection;
using System.Reflection.Emit;

namespace Unified.Expressions;

/// <summary>Where the value of a static field comes from.</summary>
internal static class StaticInitializers
{
    /// <summary>The value itself as text, where it is one value of a plan's types; null when only its code can stand for it.</summary>
    public static string? TryValue(FieldInfo field) =>
        ClrTypes.TryMap(field.FieldType) is null || field.DeclaringType!.ContainsGenericParameters ? null
        : string.Create(CultureInfo.InvariantCulture, $" = {(field.GetValue(null) is DateTime time ? time.Ticks : field.GetValue(null))}");

    /// <summary>
    /// The part of a type's static constructor that makes this field's value: of initializers the field's own one, so that a neighbour can
    /// change. A static constructor that somebody wrote can do anything in any order, and counts whole.
    /// </summary>
    public static IEnumerable<IlInstruction> Of(FieldInfo field, MethodBase initializer, byte[] il)
    {
        var all = IlInstruction.Read(il).ToList();
        if (!field.DeclaringType!.Attributes.HasFlag(TypeAttributes.BeforeFieldInit))
        {
            return all;
        }

        var types = field.DeclaringType.IsGenericType ? field.DeclaringType.GetGenericArguments() : null;
        var stores = all.Select((instruction, index) => (instruction, index)).Where(x => x.instruction.Code == OpCodes.Stsfld)
            .Select(x => (Field: initializer.Module.ResolveField(BitConverter.ToInt32(il, x.instruction.Operand), types, null)!, x.index))
            .Where(x => x.Field.DeclaringType == field.DeclaringType).ToList();
        var own = stores.FindIndex(x => x.Field.HasSameMetadataDefinitionAs(field));
        return own < 0 ? all : all[(own == 0 ? 0 : stores[own - 1].index + 1)..(stores[own].index + 1)];
    }
}
