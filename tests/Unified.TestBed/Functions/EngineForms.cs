using Unified.Errors;
using Unified.Expressions;
using Unified.Sql;

namespace Unified.TestKit.Functions;

/// <summary>What the comparisons of engines with .NET share.</summary>
public static class EngineForms
{
    /// <summary>False for a function, or for operands, that the engine refuses by name.</summary>
    public static bool Has(SqlEngine engine, CallExpr call)
    {
        try
        {
            return call.In(engine).Length > 0;
        }
        catch (DefinitionException refused) when (refused.Code == "UNI0090")
        {
            return false;
        }
    }

    /// <summary>The value in .NET, or why there is none: an engine must fail there too.</summary>
    public static (object? Value, string? Error) Outcome(Func<object?> value)
    {
        ArgumentNullException.ThrowIfNull(value);
        try
        {
            var result = value();
            return result is string text && !EngineText.IsWhole(text) ? (null, "half of a character") : (result, null);
        }
        catch (Exception e) when (e is ArithmeticException or InvalidOperationException or ArgumentException or FormatException
            or IndexOutOfRangeException or KeyNotFoundException)
        {
            return (null, e.Message);
        }
    }
}
