using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Unified.Analyzers.Code;
using Unified.Analyzers.Language;
using Unified.Analyzers.Shapes;

namespace Unified.Analyzers.Reading;

// Sets, lists of the event, tables of the definition, matches, windows.
internal sealed partial class ExpressionReader
{
    // set.Contains(x), whichever method C# has bound it to; null when it is another call.
    private ValueShape? SetCall(IInvocationOperation call)
    {
        var operands = call.Instance is null ? call.Values() : [call.Instance, .. call.Values()];
        if (operands.Count < 2)
        {
            return null;
        }

        var set = Source(operands[0]);
        if (set is IArrayCreationOperation array)
        {
            foreach (var element in array.Initializer?.ElementValues ?? [])
            {
                if (!IsConstant(element) && !IsMadeOfConstants(element))
                {
                    Refuse(element, "UNI0007", "a member of the set is not a constant.", "Write x == a || x == b.");
                }
            }
        }
        else if (!IsConstant(set))
        {
            return null;
        }

        Value(operands[1]);
        return new ValueShape(Kinds.Boolean, false);
    }

    private bool IsMadeOfConstants(IOperation element) => element.Bare() is IObjectCreationOperation made
        ? made.Arguments.All(a => IsConstant(a.Value))
        : element.Bare() is IInvocationOperation { TargetMethod.ContainingType: var type } call && type.Name() == "System.TimeSpan"
            && call.Arguments.All(a => IsConstant(a.Value));

    // An array that is read as a span, as C# 14 prefers, is the array.
    private static IOperation Source(IOperation set) => set.Unconverted() switch
    {
        IInvocationOperation { TargetMethod.Name: "op_Implicit" or "AsSpan" } call => Source(call.Arguments[0].Value),
        var at => at,
    };

    // A question to a list of the event; null when it is another call.
    private Shape? ListCall(IInvocationOperation call)
    {
        var receiver = call.Receiver();
        if (receiver is null || Source(receiver) is not (IPropertyReferenceOperation or IParameterReferenceOperation)
            || Kinds.Of(Source(receiver).Type) is not null || Quiet(Source(receiver)) is not ListShape)
        {
            return null;
        }

        var arguments = call.Instance is null ? call.Values().Skip(1).ToList() : [.. call.Values()];
        switch (call.TargetMethod.Name, arguments.Count)
        {
            case ("Count" or "Any", 0):
            case ("Contains", 1):
            case ("ContainsKey", 1):
            case ("GetValueOrDefault", 1 or 2):
            case ("Contains", 2) when arguments[1].IsNull():
                foreach (var argument in arguments.Where(a => !a.IsNull()))
                {
                    Value(argument);
                }

                return ValueShape.Of(call.Type);
            default:
                Refuse(call, "UNI0065", $"{call.TargetMethod.Name} of a list of the event is not part of the language.",
                    "Make rows of its elements (from line in order.Lines), and filter or group those.");
                return ValueShape.Refused;
        }
    }

    // What something stands for, without a word about it: it is read again.
    private Shape Quiet(IOperation operation)
    {
        var reader = new ExpressionReader(Refusals.Report.Silent()) { IsFinished = IsFinished };
        foreach (var known in _scope)
        {
            reader._scope[known.Key] = known.Value;
        }

        return reader.Read(operation);
    }

    private Shape Looked(IInvocationOperation call)
    {
        foreach (var argument in call.Values())
        {
            if (argument.Lambda() is not { } column)
            {
                Value(argument);
            }
            else if (column.Result()?.Bare() is not IPropertyReferenceOperation { Instance: IParameterReferenceOperation })
            {
                Refuse(column, "UNI0011", "what is looked up is a column of the table's rows.",
                    "Write Rates.Find(e.Currency, r => r.Usd), and compute with the result.");
            }
        }

        return Kinds.Of(call.Type) == Kinds.String ? new ValueShape(Kinds.String, true) : ValueShape.Of(call.Type);
    }

    private ValueShape? Matched(IOperation owner, IPropertySymbol property)
    {
        var match = property.Name switch
        {
            "Success" => owner as IInvocationOperation,
            "Value" when owner is IPropertyReferenceOperation { Property.IsIndexer: true, Instance: IPropertyReferenceOperation groups } =>
                groups.Instance as IInvocationOperation,
            "Value" => owner as IInvocationOperation,
            _ => null,
        };
        if (match is not { TargetMethod: { Name: "Match", ContainingType: var type } }
            || type.Name() != "System.Text.RegularExpressions.Regex")
        {
            return null;
        }

        foreach (var argument in match.Values().Where(a => a.Type is { } known && !Kinds.IsOption(known)))
        {
            Value(argument);
        }

        return new ValueShape(property.Name == "Success" ? Kinds.Boolean : Kinds.String, false);
    }

    private ValueShape Element(IArrayElementReferenceOperation element)
    {
        var array = element.ArrayReference.Bare();
        if (array is IInvocationOperation { TargetMethod: { Name: "Split", ContainingType.SpecialType: SpecialType.System_String } } split
            && IsPlain(split))
        {
            Value(split.Instance!);
            Value(element.Indices[0]);
            return new ValueShape(Kinds.String, null);
        }

        if (array is not (IInvocationOperation or IArrayCreationOperation) && Quiet(array) is not ListShape)
        {
            return ValueShape.Refused;
        }

        Refuse(element, "UNI0011", "an array is not part of the language of definitions.",
            "Write s.Split(',', StringSplitOptions.None)[i], or columns instead of the array.");
        return ValueShape.Refused;
    }

    private static bool IsPlain(IInvocationOperation split)
    {
        var values = split.Values();
        return values.Count == 1 || (values.Count == 2 && values[1].ConstantValue is not { HasValue: true, Value: not 0 });
    }

    private ValueShape Each(IInvocationOperation call)
    {
        var time = Value(call.Values()[0]);
        foreach (var length in (call.Values()[1].Bare() as IArrayCreationOperation)?.Initializer?.ElementValues ?? [])
        {
            if (Value(length) is { IsConstant: false, Kind: not null })
            {
                Refuse(length, "UNI0007", "the length of a window is no constant.",
                    "Use literals, captured variables or static readonly fields.");
            }
        }

        return new ValueShape("span", false) { Window = new WindowShape("each", time.IsEventTime, null) };
    }

    private static readonly HashSet<string> Windows = new(StringComparer.Ordinal)
    {
        "tumbling", "tumbling_offset", "tumbling_local", "window_day", "window_week", "window_month", "window_quarter", "window_year",
        "hopping", "session",
    };

    private ValueShape Windowed(LanguageFunction function, IInvocationOperation call, ValueShape made)
    {
        if (made.Kind is null || !Windows.Contains(function.Name))
        {
            return made;
        }

        var values = call.Values();
        long? length = values.Count > 1 ? Constants.Ticks(values[1]) / 10 : null;
        if (function.Name == "tumbling" && length <= 0)
        {
            return Refuse(function, call, [Quiet(values[0]) as ValueShape ?? made, new ValueShape("duration", false)], function.Moving);
        }

        if ((function.Name, values.Count > 2 ? Constants.Ticks(values[2]) / 10 : null) is var (name, hop)
            && PaneLengths.Problem(name, length, hop) is var (reason, wayOut))
        {
            Refuse(call, "UNI0070", reason, wayOut);
        }

        return made with { Window = new WindowShape(function.Name, (Quiet(values[0]) as ValueShape)?.IsEventTime, length) };
    }
}
