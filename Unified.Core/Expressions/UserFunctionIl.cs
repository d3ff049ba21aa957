using System.Reflection;
using System.Reflection.Emit;
using System.Text;
using Unified.Errors;

namespace Unified.Expressions;

/// <summary>
/// The IL of a user function, printed with names for metadata tokens, so that it changes exactly when the function's code does and not when
/// its neighbours in the assembly do. Methods of the same assembly that it calls are printed with it.
/// </summary>
internal static class UserFunctionIl
{
    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!).ToDictionary(code => code.Value);

    public static string Print(MethodBase method)
    {
        var text = new StringBuilder();
        var seen = new HashSet<MethodBase>();
        var pending = new Queue<MethodBase>([method]);
        while (pending.TryDequeue(out var next))
        {
            if (seen.Add(next))
            {
                Print(next, text, callee =>
                {
                    if (callee.Module.Assembly == method.Module.Assembly)
                    {
                        pending.Enqueue(callee);
                    }
                });
            }
        }

        return text.ToString();
    }

    private static void Print(MethodBase method, StringBuilder text, Action<MethodBase> onCall)
    {
        var il = method.GetMethodBody()?.GetILAsByteArray()
            ?? throw new DefinitionException("UNI0019", Describe(method), "has no IL to be versioned.", "A user function must be plain C#.");
        text.Append(Describe(method)).Append(" {");
        for (var at = 0; at < il.Length;)
        {
            var value = il[at] == 0xFE ? unchecked((short)(0xFE00 | il[at + 1])) : il[at];
            var code = OpCodesByValue[value];
            at += code.Size;
            var size = OperandSize(code.OperandType, il, at);
            if (code != OpCodes.Nop)
            {
                text.Append(' ').Append(code.Name).Append(' ').Append(Operand(method, code, il.AsSpan(at, size), onCall)).Append(';');
            }

            at += size;
        }

        text.Append(" }\n");
    }

    private static string Operand(MethodBase method, OpCode code, ReadOnlySpan<byte> operand, Action<MethodBase> onCall)
    {
        var types = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        var arguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        switch (code.OperandType)
        {
            case OperandType.InlineString:
                return '"' + method.Module.ResolveString(BitConverter.ToInt32(operand)) + '"';
            case OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok:
                var member = method.Module.ResolveMember(BitConverter.ToInt32(operand), types, arguments)!;
                if (member is MethodBase callee)
                {
                    onCall(callee);
                }

                if (member is FieldInfo { IsStatic: true, IsInitOnly: false, IsLiteral: false } field && !field.Name.Contains('<', StringComparison.Ordinal))
                {
                    throw new DefinitionException("UNI0017", Describe(method), $"reads the mutable static {field.DeclaringType?.Name}.{field.Name}, which can change between two runs.",
                        "Make it const or static readonly.");
                }

                return Describe(member);
            default:
                return Convert.ToHexString(operand);
        }
    }

    private static int OperandSize(OperandType type, byte[] il, int at) => type switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(il, at)),
        _ => 4,
    };

    private static string Describe(MemberInfo member) => $"{member.DeclaringType?.FullName}::{member}";
}
