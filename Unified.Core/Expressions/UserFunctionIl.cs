using System.Globalization;
using System.Reflection;
using System.Reflection.Emit;
using System.Text;
using Unified.Errors;

namespace Unified.Expressions;

/// <summary>
/// The IL of a user function, printed with names for metadata tokens, so that it changes exactly when the function's code does and not when
/// its neighbours in the assembly do. What it can run of the same assembly is printed with it: the methods that it calls, the overrides and
/// implementations of the types that it makes, and the values of the static readonly fields that they read.
/// </summary>
internal sealed class UserFunctionIl
{
    private readonly StringBuilder _text = new();
    private readonly ReachedCode _reached = new();
    private readonly Assembly _home;
    private readonly IlNames _names = new();
    private readonly VirtualCalls _virtual;
    private bool _refuses = true;

    private UserFunctionIl(Assembly home) => (_home, _virtual) = (home, new VirtualCalls(home, _names));

    public static string Print(MethodBase method)
    {
        var printer = new UserFunctionIl(method.Module.Assembly);
        printer.Call(method, OpCodes.Call, method);
        printer.Bodies(printer._reached.TakeSure());
        if (printer._virtual.WithoutImplementation.FirstOrDefault() is { } missing)
        {
            var name = $"{missing.DeclaringType?.Name}.{missing.Name}";
            printer.Refuse("UNI0019", method, $"calls {name}, which no type implements that it makes: what runs is in no version.",
                "Make the object in the function, in a helper or in a static readonly field of the same assembly.");
        }

        // The author may well have written for nobody's eyes what only a library could call: it is versioned, and judged when it is called.
        printer._refuses = false;
        printer.Bodies(printer._reached.TakeAll());
        return printer._text.Append(printer._virtual.Types).ToString();
    }

    private void Bodies(IEnumerable<(MethodBase Method, FieldInfo? Field)> reached)
    {
        foreach (var (method, field) in reached)
        {
            Body(method, field);
        }
    }

    private void Body(MethodBase method, FieldInfo? field)
    {
        if (method.IsAbstract || method.MethodImplementationFlags.HasFlag(MethodImplAttributes.Runtime))
        {
            return; // The members of a delegate are the runtime's.
        }

        var body = method.GetMethodBody();
        if (body?.GetILAsByteArray() is not { } il)
        {
            Refuse("UNI0019", method, "has no IL to be versioned.", "A user function must be plain C#.");
            return;
        }

        _text.Append(_names.Of(method)).Append(field is null ? "" : ' ' + _names.Of(field)).Append(" {");
        foreach (var (code, operand, end) in field is null ? IlInstruction.Read(il) : StaticInitializers.Of(field, method, il))
        {
            if (code != OpCodes.Nop)
            {
                _text.Append(' ').Append(code.Name).Append(' ').Append(Operand(method, code, il.AsSpan(operand..end))).Append(';');
            }
        }

        foreach (var clause in body.ExceptionHandlingClauses)
        {
            var caught = clause.Flags == ExceptionHandlingClauseOptions.Clause ? clause.CatchType?.ToString() : "";
            _text.Append(CultureInfo.InvariantCulture, $" {clause.Flags} {caught} {clause.TryOffset}+{clause.TryLength} ")
                .Append(CultureInfo.InvariantCulture, $"{clause.HandlerOffset}+{clause.HandlerLength};");
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
                var name = _names.Of(member);
                switch (member)
                {
                    case MethodBase callee:
                        Call(method, code, callee);
                        break;
                    case Type type when type.IsValueType || code == OpCodes.Constrained:
                        Make(type);
                        break;
                    case FieldInfo field when code.OperandType == OperandType.InlineField:
                        // A struct is there without being made.
                        Array.ForEach(field.FieldType.IsValueType ? [field.FieldType] : Type.EmptyTypes, type => Make(type));
                        return name + (field.IsStatic ? Static(method, code, field) : "");
                }

                return name;
            case OperandType.InlineSig:
                Refuse("UNI0019", method, "calls through a function pointer.", "A user function must be plain C#.");
                return "";
            default:
                return Convert.ToHexString(operand);
        }
    }

    private void Call(MethodBase method, OpCode code, MethodBase callee)
    {
        var type = callee.DeclaringType!;
        foreach (var argument in (callee.IsGenericMethod ? callee.GetGenericArguments() : []).Concat(type.GetGenericArguments()))
        {
            Make(argument, asArgument: true);
        }

        if (code == OpCodes.Newobj || (!callee.IsStatic && type.IsValueType))
        {
            Make(type);
        }

        if (callee is MethodInfo { IsVirtual: true } slot && (code == OpCodes.Callvirt || code == OpCodes.Ldvirtftn || slot.IsStatic))
        {
            foreach (var implementation in _virtual.Call(slot))
            {
                _reached.Add(implementation);
            }
        }

        if (callee.Module.Assembly == _home)
        {
            _reached.Add(callee);
        }
        else if (LateBoundMembers.Contains(callee))
        {
            Refuse("UNI0019", method, $"calls {type.Name}.{callee.Name}, which finds code when it runs: that code is in no version.",
                "Name the method or the type in C#.");
        }
        else if (ImpureMembers.Of(callee, method) is var (reason, wayOut))
        {
            Refuse("UNI0044", method, $"calls {type.Name}.{callee.Name}, which {reason}; a [Deterministic] function gives the same "
                + "for the same arguments, everywhere.", wayOut);
        }
    }

    private void Make(Type type, bool asArgument = false)
    {
        foreach (var (method, sure) in _virtual.Make(type, asArgument))
        {
            _reached.Add(method, sure);
        }
    }

    /// <summary>What a static field contributes: its value where it is one value, else the code that made it.</summary>
    private string Static(MethodBase method, OpCode code, FieldInfo field)
    {
        var property = IlNames.Property(field);
        if ((property is null && IlNames.IsGenerated(field)) || (method.IsConstructor && code == OpCodes.Stsfld))
        {
            return "";
        }

        if (field is { IsInitOnly: false, IsLiteral: false })
        {
            var name = $"{field.DeclaringType?.Name}.{property ?? field.Name}";
            Refuse("UNI0017", method, $"uses the mutable static {name}, which can change between two runs.",
                "Make it const, static readonly or a property without set.");
            return "";
        }

        var value = field.Module.Assembly == _home ? StaticInitializers.TryValue(field) : "";
        if (value is null && field.DeclaringType!.TypeInitializer is { } initializer)
        {
            _reached.Add(initializer, field: field);
        }

        return value ?? "";
    }

    private void Refuse(string code, MethodBase method, string reason, string wayOut)
    {
        if (_refuses)
        {
            throw new DefinitionException(code, method.ToString()!, reason, wayOut);
        }
    }
}
