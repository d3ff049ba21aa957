using System.Runtime.CompilerServices;
using Unified.Core.Tests.Golden;
using Unified.Definition;
using Unified.Json;
using Unified.Plans;

namespace Unified.Core.Tests.Json;

/// <summary>Documents that were written once are read for ever, and are written as they were.</summary>
[TestClass]
public sealed class JsonGoldenTests
{
    /// <summary>Set it to 1 to write the files anew, then read the difference.</summary>
    private const string Rewrite = "UNIFIED_REWRITE_GOLDEN";

    /// <summary>User functions have other IL in a debug and in a release build.</summary>
    private static IEnumerable<Job> Jobs => GoldenJobs.All.Where(j => j.Name != "with_user_function").Concat(JsonJobs.All);

    [TestMethod]
    public void The_documents_of_the_golden_files_are_written_and_read()
    {
        foreach (var plan in Jobs.Select(JobPlan.Create))
        {
            var file = Path.Combine(Folder(), $"{plan.Job}.plan.json");
            if (Environment.GetEnvironmentVariable(Rewrite) == "1")
            {
                File.WriteAllText(file, PlanJson.Write(plan));
            }

            var kept = File.ReadAllText(file).ReplaceLineEndings("\n");
            Assert.AreEqual(kept, PlanJson.Write(plan),
                $"{plan.Job}: the form changed, or the plan. Meant? Run once with {Rewrite}=1; another form is another format number.");
            Assert.AreEqual(plan.Logical, PlanJson.Read(kept).Logical, plan.Job);
        }
    }

    private static string Folder([CallerFilePath] string path = "") => Path.Combine(Path.GetDirectoryName(path)!, "Documents");
}
