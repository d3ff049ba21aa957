using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using Unified.Analyzers.Code;
using Unified.Analyzers.Language;
using Unified.Analyzers.Shapes;

namespace Unified.Analyzers.Reading;

// Aggregates of a group: g.Where(x => x.Paid).Sum(x => x.Value).
internal sealed partial class ExpressionReader
{
    private const int MaxValues = 1_000;

    private Shape Aggregate(IInvocationOperation call)
    {
        var group = call.Instance is { } receiver ? Read(receiver) as GroupShape : null;
        var lambdas = call.Values().Select(v => v.Lambda()).OfType<IAnonymousFunctionOperation>().ToList();
        var element = group?.Element ?? UnknownShape.Instance;
        var name = call.TargetMethod.Name;
        if (name is "Where" or "Select" or "Distinct" or "OrderBy" or "OrderByDescending" || Table.Aggregate(name) is not { } aggregate
            || call.TargetMethod.ContainingType.Name() is not ("Unified.Definition.Group`1" or "Unified.Definition.Group`2"))
        {
            return Step(call, group, lambdas, element);
        }

        var isPredicate = call.TargetMethod.Parameters.FirstOrDefault()?.Name == "predicate";
        var values = lambdas.Select(l => ValueOf(l, element)).ToList();
        if (values.Any(v => v.Kind is null))
        {
            return ValueShape.Refused;
        }

        var value = isPredicate ? null : values.FirstOrDefault();
        var partial = group?.Partial == true || isPredicate;
        return Takes(call, aggregate, value, values.ElementAtOrDefault(1), group, partial) ? Result(call) : ValueShape.Refused;
    }

    private ValueShape ValueOf(IAnonymousFunctionOperation lambda, Shape element)
    {
        lambda.Symbol.Parameters.ToList().ForEach(p => _scope[p] = element);
        // Inside of an aggregate there are events again, which the engine computes.
        return lambda.Result() is { } result ? new ExpressionReader(report).With(_scope).Value(result) : ValueShape.Refused;
    }

    private ExpressionReader With(Dictionary<ISymbol, Shape> scope)
    {
        foreach (var known in scope)
        {
            _scope[known.Key] = known.Value;
        }

        return this;
    }

    private Shape Step(IInvocationOperation call, GroupShape? group, List<IAnonymousFunctionOperation> lambdas, Shape element)
    {
        var values = lambdas.Select(l =>
        {
            l.Symbol.Parameters.ToList().ForEach(p => _scope[p] = element);
            return l.Result() is { } result ? new ExpressionReader(report).With(_scope).Read(result) : UnknownShape.Instance;
        }).ToList();
        return call.TargetMethod.Name switch
        {
            "Where" when group is not null => group with { Partial = true },
            "First" => group?.Element ?? OpenShape.Of(call.Type),
            "OrderBy" or "OrderByDescending" when group is not null => group,
            "Select" or "Distinct" => UnknownShape.Instance,
            _ => Kinds.Of(call.Type) is null || values.Any(v => v is ValueShape { Kind: null }) ? UnknownShape.Instance : Result(call),
        };
    }

    // Of text only the planner knows whether it may be null.
    private static Shape Result(IInvocationOperation call) =>
        Kinds.Of(call.Type) is null ? UnknownShape.Instance : ValueShape.Of(call.Type);

    private bool Takes(IInvocationOperation call, LanguageAggregate aggregate, ValueShape? value, ValueShape? second, GroupShape? group,
        bool partial)
    {
        if (aggregate.HasShare && !HasShare(call))
        {
            return false;
        }

        if (aggregate.IsPerWindow && HasNoWindow == true)
        {
            return Refuse(call, "UNI0037", $"{aggregate.Name} is per second of a window, and the group has none.",
                "Group by Window.Tumbling(x.Time, length); or divide a count by the seconds that you mean.");
        }

        if (value is not null && value.Kind != Kinds.Enumeration && !aggregate.Takes(value.Kind!))
        {
            return Refuse(call, "UNI0037", $"{aggregate.Name} does not take {value.Type}"
                + $"{(aggregate.HasSecond && second is not null ? $" and {second.Type}" : "")}.",
                "See docs/definitions.md for what it takes. Of decimals an average takes at most 24 digits, a variance 18: "
                + "(double)x.Value.");
        }

        return HasOptions(call, aggregate) && IsOrdered(call, aggregate, value, second)
            && HasValue(call, aggregate, value, second, group?.MayBeEmpty == true, partial);
    }

    private bool HasShare(IInvocationOperation call)
    {
        if (call.Argument("q") is not { ConstantValue: { HasValue: true, Value: double share } } given)
        {
            return call.Argument("q") is not { } moving || IsConstant(moving) && !moving.ConstantValue.HasValue
                ? Refuse(call, "UNI0038", "the share is not a constant.", "Write it as a literal: 0.95.")
                : Refuse(call, "UNI0038", "the share is not a constant.", "Write it as a literal: 0.95.");
        }

        return share is >= 0 and <= 1 && decimal.Round((decimal)share, 6) == (decimal)share ? given is not null
            : Refuse(call, "UNI0038", "the share is not 0 to 1 with at most six decimal places.", "Write 0.95, for example.");
    }

    private bool HasOptions(IInvocationOperation call, LanguageAggregate aggregate)
    {
        foreach (var argument in call.Arguments.Where(a => a.Value.Lambda() is null && a.Parameter?.Name != "q"))
        {
            var options = argument.Value.Bare() is IArrayCreationOperation array ? array.Initializer?.ElementValues.ToList() ?? []
                : [argument.Value];
            if (argument.Parameter?.Name == "bounds" && options.Count == 0)
            {
                return Refuse(call, "UNI0038", $"{aggregate.Name}: it takes 1 to 100 bounds.", "See docs/definitions.md.");
            }

            if (options.FirstOrDefault(o => !IsConstant(o)) is { } moving)
            {
                return Refuse(call, "UNI0038", $"'{Refusals.Report.Text(moving.Syntax)}' is not a constant.",
                    "Write a literal, a captured variable or a static readonly field.");
            }

            if (argument.Parameter?.Name == "n" && options[0].ConstantValue is { HasValue: true, Value: int and (< 1 or > MaxValues) })
            {
                return Refuse(call, "UNI0038", $"{aggregate.Name}: it takes 1 to 1,000 values.", "See docs/definitions.md.");
            }

            var numbers = options.Select(o => o.ConstantValue is { HasValue: true, Value: int or long or ulong or decimal } constant
                ? Convert.ToDecimal(constant.Value, CultureInfo.InvariantCulture) : (decimal?)null).ToList();
            if (argument.Parameter?.Name == "bounds" && numbers.All(n => n is not null)
                && numbers.Skip(1).Zip(numbers, (next, before) => next <= before).Contains(true))
            {
                return Refuse(call, "UNI0038", $"{aggregate.Name}: bounds ascend.", "See docs/definitions.md.");
            }
        }

        return true;
    }

    private bool IsOrdered(IInvocationOperation call, LanguageAggregate aggregate, ValueShape? value, ValueShape? second)
    {
        var by = !aggregate.IsByValue ? null : aggregate.IsOrderedByItself ? value : second;
        if (by?.Kind is not { } kind)
        {
            return true;
        }

        return !Table.Orders(kind) ? Refuse(call, "UNI0037", $"events are not ordered by {by.Type}.",
                "Order them by a number, a time, a day, a duration or a text.")
            : by.Nullable != true || value?.Nullable != false || aggregate.HasEmptyResult(value.Kind!) || Refuse(call, "UNI0037",
                "where all that the events are ordered by is null, there is no value.",
                "Take a nullable value, (int?)x.Value; or order by x.Time ?? something.");
    }

    private bool HasValue(IInvocationOperation call, LanguageAggregate aggregate, ValueShape? value, ValueShape? second, bool mayBeEmpty,
        bool partial) =>
        (!mayBeEmpty && !partial) || value is null || value.Nullable != false || value.Kind is Kinds.String or Kinds.Enumeration
        || (aggregate.HasSecond && second?.Nullable != false) || aggregate.HasEmptyResult(value.Kind!) || Refuse(call, "UNI0054",
            $"{aggregate.Name} of no events has no value, and "
                + (partial ? "a group may have none that passes the filter." : "a group may be empty on this side."),
            "Aggregate a nullable value, (int?)x.Value: the result is null for an empty group."
                + (partial ? "" : " Or join the groups instead."));

    // False, for what has been refused.
    private bool Refuse(IInvocationOperation call, string code, string reason, string wayOut)
    {
        report.Add(code, call.Syntax, reason, wayOut);
        return false;
    }
}
