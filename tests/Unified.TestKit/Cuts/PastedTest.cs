using System.Globalization;
using System.Reflection;
using System.Text;
using Unified.Definition;
using Unified.Epochs;
using Unified.TestKit.Given;

namespace Unified.TestKit.Cuts;

/// <summary>A failure as the C# of a test.</summary>
internal static class PastedTest
{
    /// <summary>A method to paste into a class of tests.</summary>
    public static string Of(PlannedJob job, CutFailure failure)
    {
        var name = CSharpLiteral.Name(job.Type);
        var text = new StringBuilder("[TestMethod] // [Fact], [Test]\n")
            .Append(CultureInfo.InvariantCulture, $"public void {job.Plan.Job}_gives_one_answer_however_events_are_cut() =>\n")
            .Append(job.Type.IsAbstract || job.Type.GetConstructor([]) is null ? "    JobTest.For(query) // the query of the test\n"
                : $"    JobTest.For<{name}>()\n");
        foreach (var log in failure.Logs)
        {
            foreach (var run in Runs(log.Events))
            {
                text.Append("        .").Append(Given(job, log, run)).Append('\n');
            }
        }

        foreach (var (partition, cut) in failure.Cuts.Where(c => c.Value.ToString() != PartitionCut.Whole(
            c.Value.Epochs.Sum(e => e.Events)).ToString()).OrderBy(c => c.Key))
        {
            text.Append(CultureInfo.InvariantCulture, $"        .WithCut(\"{partition.Text}\", \"{cut}\")\n");
        }

        return text.Append("        .").Append(failure.Expected is { } expected
            ? $"Then<{CSharpLiteral.Name(job.Result)}>({Arguments(expected.Records(typeof(object)).Select(CSharpLiteral.Of))});\n"
            : $"Answer<{CSharpLiteral.Name(job.Result)}>();\n").ToString();
    }

    /// <summary>How the test's C# names a source, where that is known.</summary>
    public static string Name(SourceSettings source, IEnumerable<Assembly> assemblies)
    {
        const BindingFlags all = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;
        foreach (var type in assemblies.Distinct().SelectMany(Types).Where(t => !t.ContainsGenericParameters))
        {
            var member = type.GetProperties(all).Where(p => p.PropertyType == source.GetType() && p.GetIndexParameters().Length == 0)
                .Cast<MemberInfo>().Concat(type.GetFields(all).Where(f => f.FieldType == source.GetType() && !f.Name.StartsWith('<')))
                .FirstOrDefault(m => ReferenceEquals(m is PropertyInfo p ? p.GetValue(null) : ((FieldInfo)m).GetValue(null), source));
            if (member is not null)
            {
                return $"{CSharpLiteral.Name(type)}.{member.Name}";
            }
        }

        return $"source /* of topic '{source.Topic}' */";
    }

    private static Type[] Types(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException partly)
        {
            return [.. partly.Types.OfType<Type>()];
        }
    }

    // Neighbours that one call gives.
    private static IEnumerable<List<GivenEvent>> Runs(IReadOnlyList<GivenEvent> events)
    {
        for (var i = 0; i < events.Count;)
        {
            var run = events.Skip(i).TakeWhile(e => e.Partition == events[i].Partition
                && e.Undecodable is null == events[i].Undecodable is null).ToList();
            i += run.Count;
            yield return run;
        }
    }

    private static string Given(PlannedJob job, GivenLog log, List<GivenEvent> run)
    {
        var isOnly = job.Sources.Count(s => s.RecordType == log.Source.RecordType) == 1;
        var source = Name(log.Source, [job.Type.Assembly, log.Source.RecordType.Assembly]);
        if (run[0].Undecodable is not null)
        {
            return $"GivenJson({source}{Following(run.Select(e => CSharpLiteral.Of(e.Text)))})";
        }

        var events = run.Select(e => CSharpLiteral.Of(e.Event)).ToList();
        return run[0].Partition switch
        {
            0 => isOnly ? $"Given({Arguments(events)})" : $"Given({source}{Following(events)})",
            LogPartition.History => isOnly ? $"GivenHistory({Arguments(events)})" : $"GivenHistory({source}{Following(events)})",
            var partition => string.Create(CultureInfo.InvariantCulture, $"GivenPartition({source}, {partition}{Following(events)})"),
        };
    }

    private static string Arguments(IEnumerable<string> values) => string.Join(",", values.Select(v => "\n            " + v));

    private static string Following(IEnumerable<string> values) => string.Concat(values.Select(v => ",\n            " + v));
}
