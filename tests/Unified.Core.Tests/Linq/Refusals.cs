using Unified.Core.Tests.Expressions;
using Unified.Core.Tests.Logical;
using Unified.Definition;
using Unified.Errors;
using Unified.Plans;

namespace Unified.Core.Tests.Linq;

/// <summary>Queries that cannot be planned.</summary>
internal static class Refusals
{
    /// <summary>A query that has one mistake.</summary>
    public static DefinitionMistake Of<T>(string code, Query<T> query)
    {
        var error = Assert.ThrowsExactly<DefinitionException>(() => JobPlan.Create(new Wrapped<T>(query)), code);
        RefusalTests.HasAllParts(error, code, typeof(T).ToString());
        Assert.HasCount(1, error.Mistakes, error.Message);
        Assert.AreEqual("wrapped", error.Mistakes[0].Job);
        Assert.IsNotNull(error.Mistakes[0].Place, error.Message);
        return error.Mistakes[0];
    }
}
