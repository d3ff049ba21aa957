using System.Globalization;
using System.Reflection;
using System.Reflection.Emit;
using System.Text;
using Unified.Errors;

namespace Unified.Expressions;

/// <summary>
/// The IL of a user function, printed with names for metadata tokens, so that it changes exactly when the function's code does and not when
/// its neighbours in the assembly do. Methods of the same assembly that it calls are printed with it, and so are the values of the static
/// readonly fields that they read.
/// </summary>
internal sealed class UserFunctionIl
{
    private static readonly Dictionary<short, OpCode> OpCodesByValue = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(f => (OpCode)f.GetValue(null)!).ToDictionary(code => code.Value);

    private readonly StringBuilder _text = new();
    private readonly Queue<MethodBase> _pending = [];
    private readonly Assembly _home;
    private readonly IlNames _names = new();

    private UserFunctionIl(Assembly home) => _home = home;

    public static string Print(MethodBase method)
    {
        var printer = new UserFunctionIl(method.Module.Assembly);
        var seen = new HashSet<MethodBase>();
        printer._pending.Enqueue(method);
        while (printer._pending.TryDequeue(out var next))
        {
            if (seen.Add(next))
            {
                printer.Body(next);
            }
        }

        return printer._text.ToString();
    }

    private void Body(MethodBase method)
    {
        var body = method.GetMethodBody();
        var il = body?.GetILAsByteArray()
            ?? throw new DefinitionException("UNI0019", method.ToString()!, "has no IL to be versioned.", "A user function must be plain C#.");
        _text.Append(_names.Of(method)).Append(" {");
        for (var at = 0; at < il.Length;)
        {
            var value = il[at] == 0xFE ? unchecked((short)(0xFE00 | il[at + 1])) : il[at];
            var code = OpCodesByValue[value];
            at += code.Size;
            var size = OperandSize(code.OperandType, il, at);
            if (code != OpCodes.Nop)
            {
                _text.Append(' ').Append(code.Name).Append(' ').Append(Operand(method, code, il.AsSpan(at, size))).Append(';');
            }

            at += size;
        }

        foreach (var clause in body!.ExceptionHandlingClauses)
        {
            var caught = clause.Flags == ExceptionHandlingClauseOptions.Clause ? clause.CatchType?.ToString() : "";
            _text.Append(CultureInfo.InvariantCulture, $" {clause.Flags} {caught} {clause.TryOffset}+{clause.TryLength} {clause.HandlerOffset}+{clause.HandlerLength};");
        }

        _text.Append(" }\n");
    }

    private string Operand(MethodBase method, OpCode code, ReadOnlySpan<byte> operand)
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
                    Call(method, callee);
                }

                return _names.Of(member) + (member is FieldInfo { IsStatic: true } field && code.OperandType == OperandType.InlineField ? Static(method, code, field) : "");
            case OperandType.InlineSig:
                throw new DefinitionException("UNI0019", method.ToString()!, "calls through a function pointer.", "A user function must be plain C#.");
            default:
                return Convert.ToHexString(operand);
        }
    }

    private void Call(MethodBase method, MethodBase callee)
    {
        if (callee.Module.Assembly == _home)
        {
            _pending.Enqueue(callee);
        }
        else if (ImpureMembers.Of(callee) is var (reason, wayOut))
        {
            throw new DefinitionException("UNI0044", method.ToString()!, $"calls {callee.DeclaringType?.Name}.{callee.Name}, which {reason}; a [Deterministic] function gives the same for the same arguments, everywhere.", wayOut);
        }
    }

    /// <summary>What a static field contributes: its value where it is one value, else the code that made it.</summary>
    private string Static(MethodBase method, OpCode code, FieldInfo field)
    {
        if (IlNames.IsGenerated(field) || (method.IsConstructor && code == OpCodes.Stsfld))
        {
            return "";
        }

        if (field is { IsInitOnly: false, IsLiteral: false })
        {
            throw new DefinitionException("UNI0017", method.ToString()!, $"uses the mutable static {field.DeclaringType?.Name}.{field.Name}, which can change between two runs.",
                "Make it const or static readonly.");
        }

        if (field.Module.Assembly != _home)
        {
            return "";
        }

        if (ClrTypes.TryMap(field.FieldType) is not null && !field.DeclaringType!.ContainsGenericParameters)
        {
            return string.Create(CultureInfo.InvariantCulture, $" = {(field.GetValue(null) is DateTime time ? time.Ticks : field.GetValue(null))}");
        }

        if (field.DeclaringType!.TypeInitializer is { } initializer)
        {
            _pending.Enqueue(initializer);
        }

        return "";
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
}
