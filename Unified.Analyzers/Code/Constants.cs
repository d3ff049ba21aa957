using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Unified.Analyzers.Code;

/// <summary>What is the same for every event, as the plan's <c>DefinitionConstants</c> has it, and what is known of its value.</summary>
internal static class Constants
{
    /// <summary>True when the operand is a literal, a captured variable or a read-only field.</summary>
    /// <param name="operand">The operand.</param>
    /// <param name="isParameter">True for the parameters of the query's own lambdas.</param>
    public static bool IsConstant(IOperation operand, Func<ISymbol, bool> isParameter) => operand switch
    {
        { ConstantValue.HasValue: true } => true,
        IParenthesizedOperation inner => IsConstant(inner.Operand, isParameter),
        IConversionOperation { OperatorMethod: null } conversion => IsConstant(conversion.Operand, isParameter),
        IFieldReferenceOperation { Field: { IsStatic: true } field } => field.IsReadOnly || field.IsConst,
        IFieldReferenceOperation { Instance: IInstanceReferenceOperation } => true,
        ILocalReferenceOperation => true,
        IParameterReferenceOperation parameter => !isParameter(parameter.Parameter),
        IDefaultValueOperation => true,
        _ => false,
    };

    /// <summary>The ticks of a duration that is written with literals, or null.</summary>
    public static long? Ticks(IOperation operation)
    {
        switch (operation.Bare())
        {
            case IInvocationOperation { TargetMethod: { IsStatic: true, ContainingType: var type, Name: var name } } call
                when type.Name() == "System.TimeSpan" && Unit(name) is { } unit:
                var total = 0m;
                foreach (var argument in call.Arguments)
                {
                    if (argument.Value.ConstantValue is not { HasValue: true, Value: IConvertible number }
                        || Unit(argument.Parameter!.Ordinal == 0 ? name : "From" + argument.Parameter.Name) is not { } each)
                    {
                        return null;
                    }

                    total += Convert.ToDecimal(number, CultureInfo.InvariantCulture) * each;
                }

                return total is >= long.MinValue and <= long.MaxValue ? (long)total : null;
            case IFieldReferenceOperation { Field: { Name: "Zero", ContainingType: var owner } } when owner.Name() == "System.TimeSpan":
                return 0;
            case IObjectCreationOperation { Constructor.ContainingType: var made } construct when made.Name() == "System.TimeSpan":
                var parts = construct.Arguments
                    .Select(a => a.Value.ConstantValue is { HasValue: true, Value: int part } ? part : (long?)null).ToList();
                return parts.Any(p => p is null) ? null : parts.Count switch
                {
                    3 => ((((parts[0] * 60) + parts[1]) * 60) + parts[2]) * TimeSpan.TicksPerSecond,
                    4 => ((((((parts[0] * 24) + parts[1]) * 60) + parts[2]) * 60) + parts[3]) * TimeSpan.TicksPerSecond,
                    _ => null,
                };
            default:
                return null;
        }
    }

    private static long? Unit(string factory) => factory.ToUpperInvariant() switch
    {
        "FROMDAYS" => TimeSpan.TicksPerDay,
        "FROMHOURS" => TimeSpan.TicksPerHour,
        "FROMMINUTES" => TimeSpan.TicksPerMinute,
        "FROMSECONDS" => TimeSpan.TicksPerSecond,
        "FROMMILLISECONDS" => TimeSpan.TicksPerMillisecond,
        "FROMMICROSECONDS" => 10,
        "FROMTICKS" => 1,
        _ => null,
    };
}
