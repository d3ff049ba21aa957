namespace Unified.Core.Tests.Expressions;

/// <summary>A call whose code the receiver decides: the version follows what runs, not what the call names.</summary>
[TestClass]
public sealed class DispatchVersionTests
{
    [TestMethod]
    [DataRow("class S { public virtual int A(int x) => x; } class Q : S { public override int A(int x) => x * VALUE; }")]
    [DataRow("abstract class S { public abstract int A(int x); } class Q : S { public override int A(int x) => x * VALUE; }")]
    [DataRow("abstract class S { public abstract int A(int x); } class M : S { public override int A(int x) => x * VALUE; } class Q : M;")]
    [DataRow("abstract class S { public int A(int x) => B(x); protected abstract int B(int x); } class Q : S { protected override int "
        + "B(int x) => x * VALUE; }")]
    [DataRow("interface S { int A(int x); } class Q : S { public int A(int x) => x * VALUE; }")]
    [DataRow("interface S { int A(int x); } class Q : S { int S.A(int x) => x * VALUE; }")]
    [DataRow("interface S { int A(int x); } class M { public int A(int x) => x * VALUE; } class Q : M, S;")]
    [DataRow("interface S { int A(int x) => x; } interface I : S { int S.A(int x) => x * VALUE; } class Q : I;")]
    [DataRow("interface S { int A(int x); } struct Q : S { public int A(int x) => x * VALUE; }")]
    [DataRow("interface S { int A(int x) => x * VALUE; } class Q : S;")]
    [DataRow("class S { public virtual int A(int x) => x; } class Q : S { public override int A(int x) => H(x); static int H(int x) => x "
        + "* VALUE; }")]
    [DataRow("class S { public virtual int A(int x) => x; } class Q : S { public override int A(int x) => base.A(x) * VALUE; }")]
    [DataRow("abstract class G<T> { public abstract T A(T x); } abstract class S : G<int>; class Q : S { public override int A(int x) => "
        + "x * VALUE; }")]
    [DataRow("class S { public virtual int A(int x) => B().C; public virtual S B() => this; public int C; } class Q : S { public override "
        + "Q B() => new() { C = VALUE }; }")]
    public void An_implementation_that_the_function_makes_is_part_of_the_version(string types) =>
        FunctionSource.FollowsValue(types + "static class P { static S Make() => new Q(); public static int F(int x) => Make().A(x); }");

    [TestMethod]
    [DataRow("interface S { T A<T>(T x); } class Q : S { public T A<T>(T x) => H(x); static T H<T>(T x) => VALUE > 1 ? x : default!; }"
        + "static class P { static S Make() => new Q(); public static int F(int x) => Make().A(x); }")]
    [DataRow("interface I<out T> { T A(int x); } class Q : I<string> { public string A(int x) => $\"VALUE\"; }"
        + "static class P { static I<object> Make() => new Q(); public static bool F(int x) => Make().A(x) is string; }")]
    [DataRow("interface I { static abstract int A(int x); } struct Q : I { public static int A(int x) => x * VALUE; }"
        + "static class P { static int B<T>(int x) where T : I => T.A(x); public static int F(int x) => B<Q>(x); }")]
    [DataRow("interface I { static virtual int A(int x) => x; } class Q : I { static int I.A(int x) => x * VALUE; }"
        + "static class P { static int B<T>(int x) where T : I => T.A(x); public static int F(int x) => B<Q>(x); }")]
    [DataRow("interface I { int A(int x); } struct Q : I { public int A(int x) => x * VALUE; }"
        + "static class P { static int B<T>(T q, int x) where T : I => q.A(x); public static int F(int x) => B(default(Q), x); }")]
    [DataRow("class S { public int C; } class Q : S { public Q() => C = VALUE; }"
        + "static class P { static int B<T>(int x) where T : S, new() => x + new T().C; public static int F(int x) => B<Q>(x); }")]
    [DataRow("struct M : System.Numerics.IAdditionOperators<M, M, M> { public int N; public static M operator +(M a, M b) => new() { N = "
        + "a.N + VALUE * b.N }; }"
        + "static class P { static T B<T>(T a) where T : System.Numerics.IAdditionOperators<T, T, T> => a + a; public static int F(int x) "
        + "=> B(new M { N = x }).N; }")]
    public void A_call_over_a_type_parameter_follows_the_type_argument(string source) => FunctionSource.FollowsValue(source);

    [TestMethod]
    [DataRow("class Q { public virtual int A(int x) => x; } class R : Q { public override int A(int x) => x * VALUE; }"
        + "static class P { static Q Make() => new R(); public static int F(int x) { Func<int, int> f = Make().A; return f(x); } }")]
    [DataRow("static class P { public static int F(int x) { Func<int, int> f = y => y * VALUE + x; return f(x); } }")]
    [DataRow("static class P { static int H(int x) => x * VALUE; public static int F(int x) { Func<int, int> f = H; return f(x); } }")]
    [DataRow("delegate int D(int x); static class P { public static int F(int x) { D f = y => y * VALUE; return f(x); } }")]
    [DataRow("static class P { public static int F(int x) => new[] { x }.Select(y => y * VALUE).Sum(); }")]
    public void A_delegate_brings_its_code(string source) => FunctionSource.FollowsValue(source);

    [TestMethod]
    [DataRow("class Q { public override string ToString() => \"VALUE\"; }", "string.Concat(\"a\", new Q()).Length + x")]
    [DataRow("class Q { public override string ToString() => \"VALUE\"; }", "new Q().ToString().Length + x")]
    [DataRow("struct Q { public override string ToString() => \"VALUE\"; }", "new Q().ToString().Length + x")]
    [DataRow("struct Q : IFormattable { public string ToString(string? f, IFormatProvider? p) => \"VALUE\"; }",
        "string.Create(CultureInfo.InvariantCulture, $\"{new Q()}\").Length + x")]
    [DataRow("record struct Q(int N) { public bool Equals(Q o) => N / VALUE == o.N; public override int GetHashCode() => N; }",
        "new HashSet<Q> { new(x), new(2) }.Count")]
    [DataRow("class Q(int n) { public override bool Equals(object? o) => true; public override int GetHashCode() => n * VALUE; }",
        "new HashSet<object> { new Q(x), new Q(2) }.Count")]
    [DataRow("struct I(int n) { public override bool Equals(object? o) => n == VALUE; public override int GetHashCode() => 1; } struct "
        + "Q(int n) { public I I = new(n); }", "default(Q).Equals(new Q(x)) ? 1 : 0")]
    [DataRow("class Q(int n) : IComparable<Q> { public int N = n; public int CompareTo(Q? o) => (N - o!.N) * VALUE; }",
        "new[] { new Q(x), new Q(2) }.Max()!.N")]
    [DataRow("class Q : Comparer<int> { public override int Compare(int a, int b) => (a - b) * VALUE; }",
        "new[] { x, 2, 3 }.Order(new Q()).First()")]
    [DataRow("class Q : IEqualityComparer<int> { public bool Equals(int a, int b) => a == b; public int GetHashCode(int a) => a * "
        + "VALUE; }", "new HashSet<int>(new Q()) { x }.Count")]
    [DataRow("class Q : IEnumerable<int> { public IEnumerator<int> GetEnumerator() { yield return VALUE; } IEnumerator "
        + "IEnumerable.GetEnumerator() => GetEnumerator(); }", "new Q().Sum() + x")]
    [DataRow("class Q : Exception { public override string Message => \"VALUE\"; }", "((Exception)new Q()).Message.Length + x")]
    [DataRow("class Q : IDisposable { public int N; public void Dispose() => N = VALUE; }", "G(x)",
        "static int G(int x) { var q = new Q(); using (q) { x++; } return q.N; }")]
    public void What_the_base_library_calls_back_is_part_of_the_version(string types, string body, string more = "") =>
        FunctionSource.FollowsValue($"{types} static class P {{ {more} public static int F(int x) => {body}; }}");

    [TestMethod]
    [DataRow("static IEnumerable<int> G(int x) { yield return x; yield return VALUE; } public static int F(int x) => G(x).Sum();")]
    [DataRow("static IEnumerable<int> G(int x) { IEnumerable<int> H() { yield return VALUE; } return H(); } public static int F(int x) => "
        + "G(x).Sum();")]
    [DataRow("static IEnumerator<int> G(int x) { yield return VALUE; } public static int F(int x) { using var g = G(x); return "
        + "g.MoveNext() ? g.Current : x; }")]
    public void The_body_of_an_iterator_is_part_of_the_version(string members) =>
        FunctionSource.FollowsValue($"static class P {{ {members} }}");

    [TestMethod]
    public void The_names_of_an_enum_are_part_of_the_version_for_they_can_be_its_text() =>
        FunctionSource.FollowsValue("enum E { AVALUE, B } static class P { public static string F(int x) => ((E)x).ToString(); }");

    [TestMethod]
    public void Another_interface_of_a_type_that_the_function_makes_is_another_version() => Assert.AreNotEqual(
        FunctionSource.Print(
            "class Q { public int CompareTo(Q? q) => 1; } static class P { public static int F(int x) => Math.Max(new "
                + "Q().CompareTo(null), new[] { new Q() }.Length); }"),
        FunctionSource.Print(
            "class Q : IComparable<Q> { public int CompareTo(Q? q) => 1; } static class P { public static int F(int x) => Math.Max(new "
                + "Q().CompareTo(null), new[] { new Q() }.Length); }"));

    [TestMethod]
    public void The_order_in_which_overrides_stand_in_the_source_changes_nothing()
    {
        const string A = "public override int A() => 1;", B = "public override int B() => 2;";
        string Source(string first, string second) =>
            $"abstract class S {{ public abstract int A(); public abstract int B(); }} class Q : S {{ {first} {second} }} static class P "
                + $"{{ static S Make() => new Q(); public static int F(int x) => Make().A() + Make().B(); }}";
        Assert.AreEqual(FunctionSource.Print(Source(A, B)), FunctionSource.Print(Source(B, A)));
    }

    [TestMethod]
    public void A_class_that_only_lends_its_name_brings_none_of_its_overrides()
    {
        const string Source =
            "abstract class J { public abstract int Define(); } class P : J, IComparable { public override int Define() => VALUE; public "
                + "int CompareTo(object? o) => VALUE; public static int F(int x) => x; }";
        Assert.AreEqual(FunctionSource.Print(Source.Replace("VALUE", "1", StringComparison.Ordinal)),
            FunctionSource.Print(Source.Replace("VALUE", "2", StringComparison.Ordinal)));
    }
}
