namespace Unified.Core.Tests.Expressions;

/// <summary>What a static member holds is code of the function that reads it.</summary>
[TestClass]
public sealed class StaticVersionTests
{
    [TestMethod]
    [DataRow("static readonly Dictionary<string, int> T = new() { [\"a\"] = VALUE };", "T.GetValueOrDefault(\"a\") + x")]
    [DataRow("static readonly Lazy<int> T = new(() => VALUE);", "T.Value + x")]
    [DataRow("static readonly Func<int, int> T = y => y * VALUE;", "T(x)")]
    [DataRow("static readonly Conf T = new(VALUE);", "x * T.Factor")]
    [DataRow("static readonly int[] T = [1, VALUE, 3];", "T[x % 3]")]
    [DataRow("static readonly (int A, int B) T = (1, VALUE);", "T.A + T.B + x")]
    [DataRow("static readonly TimeSpan T = TimeSpan.FromDays(VALUE);", "(int)T.Ticks + x")]
    [DataRow("static int T { get; } = VALUE;", "T + x")]
    [DataRow("static Dictionary<int, int> T { get; } = new() { [1] = VALUE };", "T[1] + x")]
    [DataRow("static Func<int, int> T { get; } = y => y * VALUE;", "T(x)")]
    [DataRow("static readonly int T; static P() { T = 4 * VALUE; }", "T + x")]
    [DataRow("static readonly List<int> T; static P() { T = []; T.Add(VALUE); }", "T[0] + x")]
    [DataRow("static readonly Conf U = new(VALUE); static readonly Conf[] T = [U];", "T[0].Factor + x")]
    [DataRow("static readonly IReadOnlyList<int> T = [1, VALUE];", "T[x % 2]")]
    public void The_value_of_a_static_is_part_of_the_version(string member, string body) => FunctionSource.FollowsValue(
        $"class Conf(int factor) {{ public int Factor {{ get; }} = factor; }} static class P {{ {member} public static int F(int x) => "
            + $"{body}; }}");

    [TestMethod]
    public void The_initializer_of_a_neighbouring_static_is_not()
    {
        const string Source =
            "static class P { static readonly DateTime Start = DateTime.UtcNow; static readonly int[] U = [VALUE]; static readonly int[] "
                + "T = [1]; static readonly int[] V = [VALUE]; public static int F(int x) => T[0] + x; }";
        Assert.AreEqual(FunctionSource.Print(Source.Replace("VALUE", "1", StringComparison.Ordinal)),
            FunctionSource.Print(Source.Replace("VALUE", "2", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow("static int s_n; public static int F(int x) => x + s_n++;")]
    [DataRow("static int N { get; set; } public static int F(int x) => x + N++;")]
    [DataRow("static int s_n; static readonly Lazy<int> L = new(() => s_n); public static int F(int x) => x + L.Value;")]
    [DataRow("class Q { public virtual int A() => 1; } class R : Q { static int s_n; public override int A() => s_n++; } static Q Make() "
        + "=> new R(); public static int F(int x) => Make().A();")]
    public void A_static_that_can_change_is_refused_wherever_it_is_read(string members) =>
        FunctionSource.IsRefused("UNI0017", $"static class P {{ {members} }}");
}
