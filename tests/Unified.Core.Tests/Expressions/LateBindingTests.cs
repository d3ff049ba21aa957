namespace Unified.Core.Tests.Expressions;

/// <summary>What cannot be versioned is refused, and what only looks like it is not.</summary>
[TestClass]
public sealed class LateBindingTests
{
    [TestMethod]
    [DataRow("(int)typeof(P).GetMethod(\"G\")!.Invoke(null, [x])!")]
    [DataRow("(int)Type.GetType(\"Q\")!.InvokeMember(\"G\", default, null, null, null)!")]
    [DataRow("((IConvertible)Activator.CreateInstance(typeof(int))!).ToInt32(null) + x")]
    [DataRow("(int)((Delegate)G).DynamicInvoke(x)!")]
    [DataRow("((Func<int, int>)Delegate.CreateDelegate(typeof(Func<int, int>), typeof(P), \"G\"))(x)")]
    [DataRow("((System.Linq.Expressions.Expression<Func<int, int>>)(y => y + 1)).Compile()(x)")]
    [DataRow("((dynamic)x) + 1")]
    [DataRow("typeof(P).Assembly.GetTypes().Length + x")]
    public void Code_that_is_found_when_it_runs_is_refused(string body) =>
        FunctionSource.IsRefused("UNI0019", $"static class P {{ public static int G(int x) => x; public static int F(int x) => {body}; }}",
            "when it runs");

    [TestMethod]
    public void Code_that_is_not_IL_is_refused()
    {
        FunctionSource.IsRefused("UNI0019",
            "static class P { [System.Runtime.InteropServices.DllImport(\"c\")] static extern int abs(int x); public static int F(int x) "
                + "=> abs(x); }");
        FunctionSource.IsRefused("UNI0019",
            "static unsafe class P { static int G(int x) => x; public static int F(int x) { delegate*<int, int> g = &G; return g(x); } }");
    }

    [TestMethod]
    [DataRow("interface I { int A(); } static class P { static readonly I? T = null; public static int F(int x) => T!.A(); }")]
    [DataRow("abstract class I { public abstract int A(); } static class P { static readonly List<I> T = []; public static int F(int x) "
        + "=> T[x].A(); }")]
    public void A_call_of_which_no_implementation_is_made_is_refused_by_its_name(string source) =>
        FunctionSource.IsRefused("UNI0019", source, "I.A");

    [TestMethod]
    [DataRow("class S { public virtual string A(int x) => \"\"; } class Q : S { public override string A(int x) => x.ToString(); } static "
        + "class P { static S Make() => new Q(); public static string F(int x) => Make().A(x); }")]
    [DataRow("class Q : IComparer<int> { public int Compare(int a, int b) => a + (int)DateTime.UtcNow.Ticks; } static class P { public "
        + "static int F(int x) => new[] { x, 1 }.Order(new Q()).First(); }")]
    [DataRow("static class P { static IEnumerable<int> G(int x) { yield return Environment.TickCount; } public static int F(int x) => "
        + "G(x).Sum(); }")]
    [DataRow("static class P { static readonly Func<int, int> T = x => x + Random.Shared.Next(); public static int F(int x) => T(x); }")]
    [DataRow("static class P { static readonly Dictionary<int, string> T = new() { [1] = 1.5.ToString() }; public static string F(int x) "
        + "=> T[x]; }")]
    [DataRow("class Q { public override string ToString() => 1.5.ToString(); } static class P { public static string F(int x) => new "
        + "Q().ToString(); }")]
    public void An_implementation_is_held_to_the_same_rules_as_the_function(string source) => FunctionSource.IsRefused("UNI0044", source);

    [TestMethod]
    [DataRow("record R(int A, decimal B); static class P { public static int F(int x) => new R(x, 1m) == new R(1, 1m) ? new R(x, 2m) with "
        + "{ A = 3 } is { A: var a } ? a : 1 : 2; }")]
    [DataRow("readonly record struct R(int A, DateTime B); static class P { public static int F(int x) => new Dictionary<R, int> { "
        + "[new(x, default)] = 1 }[new(1, default)]; }")]
    [DataRow("class Q(int n) { public int N => n; public override string ToString() => $\"{n}\"; } static class P { public static int "
        + "F(int x) => new Q(x).N; }")]
    [DataRow("static class P { public static int F(int x) { var a = new { x, y = 1.5 }; return a.x; } }")]
    [DataRow("static class P { public static string F(int x) => typeof(P).Name; }")]
    [DataRow("static class P { public static int F(string x) { List<int> a = [.. x.Split(',').Select(y => y.Length), 1]; "
        + "IReadOnlyList<int> b = [1, 2]; return a[0] + b[1]; } }")]
    [DataRow("static class P { public static string F(string x) => new System.Text.StringBuilder().Append(x).Append(new "
        + "R(1).N).ToString(); record R(int N); }")]
    [DataRow("class J { static readonly System.Linq.Expressions.Expression<Func<int, int>> E = x => x + 1; static readonly int[] T = [1]; "
        + "public static int F(int x) => T[x]; }")]
    [DataRow("ref struct R : IDisposable { public Span<int> S; public readonly void Dispose() { } } static class P { public static int "
        + "F(int x) { using var r = new R { S = stackalloc int[4] }; r.S[1] = x; return r.S[1]; } }")]
    [DataRow("abstract record B(int A); sealed record D(int A, string C) : B(A); static class P { static B Make(int x) => new D(x, "
        + "\"a\"); public static int F(int x) => Make(x) is D { C: [.., 'a'] } d ? d.A : Make(1) == Make(2) ? 1 : 2; }")]
    [DataRow("[Flags] enum E : byte { A = 1, B = 2 } static class P { public static int F(int x) => ((E)x).HasFlag(E.A) && "
        + "Enum.TryParse<E>(\"A\", out var e) ? (int)e : 0; }")]
    public void What_only_looks_like_it_is_printed(string source) => Assert.IsNotEmpty(FunctionSource.Print(source));
}
