using System.Linq.Expressions;
using System.Reflection;
using Unified.Definition;

namespace Unified.Core.Tests.Oracle;

/// <summary>Windows of every shape: each method of <see cref="Window"/>, whatever it asks.</summary>
internal static class Windows
{
    /// <summary>Windows that are made of panes when the answer is read: their rows and answers have tests of their own.</summary>
    private static readonly string[] Paned = [nameof(Window.Hopping), nameof(Window.Session)];

    private static readonly MethodInfo[] Methods =
        [.. typeof(Window).GetMethods(BindingFlags.Public | BindingFlags.Static).Where(m => m.ReturnType == typeof(DateTime)
            && !Paned.Contains(m.Name))];

    private static readonly string[] Zones =
        ["America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo", "Asia/Kathmandu", "UTC"];

    private static readonly TimeSpan[] Sizes = [TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromMinutes(7),
        TimeSpan.FromDays(7), TimeSpan.FromMicroseconds(1)];

    /// <summary>The start of a window that a time falls into.</summary>
    public static MethodCallExpression Next(Random random, Expression time)
    {
        var method = Methods[random.Next(Methods.Length)];
        return Expression.Call(method, method.GetParameters().Select((p, i) => i == 0 ? time : p.ParameterType switch
        {
            var t when t == typeof(string) => Expression.Constant(Zones[random.Next(Zones.Length)]),
            var t when t == typeof(DayOfWeek) => Expression.Constant((DayOfWeek)random.Next(7)),
            _ => Expression.Constant(p.Name == "offset" ? TimeSpan.FromMinutes(random.Next(-90, 90)) : Sizes[random.Next(Sizes.Length)]),
        }));
    }
}
