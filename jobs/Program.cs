using Unified.Logical;
using Unified.Jobs;

foreach (var plan in new[] { JobPlan.Create(new AirportDelays()), JobPlan.Create(new RouteTotals()) })
{
    Console.WriteLine($"{plan.Job} {plan.Version}\n{plan.Logical}");
    Console.WriteLine(string.Join(", ", plan.Rows.Columns.Select(c => c.ToString())));
}
