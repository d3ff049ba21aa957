using Unified.Plans;

namespace Unified.TestKit;

internal static class PlanText
{
    public static string Of(JobPlan plan) => plan.Logical.ToString();
}
