using System.Reflection;
using System.Runtime.Loader;
using Unified.Errors;
using Unified.Expressions;
using Unified.Logical;
using Unified.Plans;
using Unified.Types;

namespace Unified.Core.Tests.Expressions;

[TestClass]
public sealed class UserFunctionIlTests
{
    private static readonly int Factor = 3;
    private static readonly int[] Table = [1, 2, 3];
    private static int s_counter;

    [TestMethod]
    public void The_version_changes_with_a_constant_a_static_readonly_value_a_helper_and_a_catch()
    {
        var variants = new[]
        {
            nameof(Plain), nameof(OtherConstant), nameof(OtherOperator), nameof(WithFactor), nameof(WithHelper), nameof(WithOtherHelper),
                nameof(WithDeepHelper),
            nameof(Catches), nameof(CatchesOther), nameof(WithLambda), nameof(WithOtherLambda), nameof(WithTable),
        }.Select(Body).ToList();
        Assert.HasCount(variants.Count, variants.Distinct());
    }

    [TestMethod]
    public void The_version_does_not_change_with_the_names_of_locals_or_the_layout_of_the_source() =>
        Assert.AreEqual(Body(nameof(Plain)), Body(nameof(Reformatted)));

    [TestMethod]
    public void The_version_does_not_change_with_the_lambdas_that_stand_before_it() =>
        Assert.AreEqual(Body(nameof(WithLambda)), Body(nameof(WithSameLambda)), "the compiler numbers them by position");

    [TestMethod]
    public void A_static_readonly_value_and_the_code_of_helpers_are_in_the_print()
    {
        StringAssert.Contains(Print(nameof(WithFactor)), "Factor = 3");
        StringAssert.Contains(Print(nameof(WithDeepHelper)), "::Int32 Helper(Int32) {");
        StringAssert.Contains(Print(nameof(WithTable)),
            "::Void .cctor() Unified.Core.Tests.Expressions.UserFunctionIlTests::Int32[] Table {");
        StringAssert.Contains(Print(nameof(WithGeneric)), "System.Collections.Generic.List`1[System.Int32]");
        Assert.IsFalse(Print(nameof(WithGeneric)).Contains("Version=", StringComparison.Ordinal), "a new runtime is no new definition");
    }

    [TestMethod]
    public void A_mutable_static_is_refused_however_deep() =>
        Assert.AreEqual("UNI0017", Assert.ThrowsExactly<DefinitionException>(() => Print(nameof(WithCounter))).Code);

    [TestMethod]
    public void Another_load_of_the_assemblies_gives_the_same_versions()
    {
        var here = Versions(typeof(Golden.GoldenJobs).Assembly, typeof(JobPlan).Assembly);
        var context = new OwnLoad();
        var core = context.LoadFromAssemblyPath(typeof(JobPlan).Assembly.Location);
        var there = Versions(context.LoadFromAssemblyPath(typeof(Golden.GoldenJobs).Assembly.Location), core);
        Assert.AreNotSame(typeof(JobPlan).Assembly, core);
        Assert.AreEqual(here, there);
    }

    private static string Versions(Assembly tests, Assembly core) =>
        (string)tests.GetType("Unified.Core.Tests.Golden.GoldenJobs")!.GetMethod("PrintAll")!.Invoke(null, null)! + core.GetName().Name;

    private static string Print(string method) =>
        UserFunctionIl.Print(typeof(UserFunctionIlTests).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!);

    /// <summary>The print without the method's own name, in which the variants differ on purpose.</summary>
    private static string Body(string method) => Print(method).Replace($" {method}(", " f(", StringComparison.Ordinal);

    private static int Plain(int value) => value * 2 + 1;

    private static int Reformatted(int other) =>
        (other
            * 2) + 1;

    private static int OtherConstant(int value) => value * 2 + 2;

    private static int OtherOperator(int value) => value * 2 - 1;

    private static int WithFactor(int value) => value * Factor;

    private static int WithHelper(int value) => Helper(value);

    private static int WithOtherHelper(int value) => Helper2(value);

    private static int WithDeepHelper(int value) => HelpersHelper(value);

    private static int HelpersHelper(int value) => Helper(value) + 1;

    private static int Helper(int value) => value + 41;

    private static int Helper2(int value) => value + 42;

    private static int WithTable(int value) => Table[value];

    private static int WithGeneric(int value) => new List<int> { value }.Count;

    private static int WithCounter(int value) => DeepCounter(value);

    private static int DeepCounter(int value) => value + s_counter++;

    private static int WithLambda(int value) => Apply(x => x + value);

    private static int WithOtherLambda(int value) => Apply(x => x - value);

    private static int WithSameLambda(int value) => Apply(x => x + value);

    private static int Apply(Func<int, int> function) => function(1);

    private static int Catches(int value)
    {
        try
        {
            return 1 / value;
        }
        catch (DivideByZeroException)
        {
            return 0;
        }
    }

    private static int CatchesOther(int value)
    {
        try
        {
            return 1 / value;
        }
        catch (OverflowException)
        {
            return 0;
        }
    }

    /// <summary>Loads everything of ours again instead of sharing it.</summary>
    private sealed class OwnLoad() : AssemblyLoadContext("again")
    {
        protected override Assembly? Load(AssemblyName assemblyName) =>
            Path.Combine(AppContext.BaseDirectory, assemblyName.Name + ".dll") is var path && File.Exists(path)
                ? LoadFromAssemblyPath(path) : null;
    }
}
