using System.Text.RegularExpressions;

namespace Unified.Core.Tests.Logical;

/// <summary>Plans as tests write them.</summary>
internal static class PrintedPlan
{
    /// <summary>A plan says a node in one line, however long; here a line goes on behind a comma.</summary>
    public static string Of(string written) => Regex.Replace(written, ",\n +", ", ");
}
