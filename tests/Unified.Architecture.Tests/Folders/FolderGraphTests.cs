namespace Unified.Architecture.Tests.Folders;

[TestClass]
public sealed class FolderGraphTests
{
    private const string Declarations =
        """
        namespace P.Low;
        public class Thing { public Thing(int n = 0) { } public static Thing operator +(Thing a, Thing b) => a; public int this[int i] =>
            i; public int Size; }
        public static class Things { public static Thing Some => new(1); public static Thing[] Many =>
            [Some]; public static int Length(this string s) => s.Length; }
        public static class Clauses { public static string Select(this int n, System.Func<int, int> f) => ""; }
        public sealed class MarkAttribute : System.Attribute;
        public enum Colour { Red }
        """;

    [TestMethod]
    [DataRow("Thing? F;", "Thing", DisplayName = "a type")]
    [DataRow("System.Collections.Generic.List<Thing> F = [];", "Thing", DisplayName = "a type argument")]
    [DataRow("[Mark] int F;", "MarkAttribute", DisplayName = "an attribute")]
    [DataRow("string F = nameof(Things.Length);", "Things", DisplayName = "a name of a method")]
    [DataRow("Colour F = Colour.Red;", "Colour", DisplayName = "a member of an enum")]
    [DataRow("int F = \"\".Length();", "Things", DisplayName = "an extension method")]
    [DataRow("string F = from n in 3 select n;", "Clauses", DisplayName = "a clause of a query")]
    [DataRow("T F = new();", "Thing", DisplayName = "an alias and a constructor")]
    [DataRow("object F() { var all = P.Low.Things.Many; return all; }", "Thing Things", DisplayName = "a type that var stands for")]
    [DataRow("object F(P.Mid.Bag bag) => bag.Thing + bag.Thing;", "Bag Thing", DisplayName = "an operator")]
    [DataRow("int F(P.Mid.Bag bag) => bag.Thing[0];", "Bag Thing", DisplayName = "an indexer")]
    [DataRow("int F(P.Mid.Bag bag) => bag.Thing.Size;", "Bag Thing", DisplayName = "a member of something handed on")]
    public void A_use_is_seen_through(string member, string types) =>
        Assert.AreEqual(types, string.Join(' ', Uses(member).Select(r => r.Type).Distinct().Order()));

    [TestMethod]
    [DataRow("/// <see cref=\"Thing\"/>\n int F;", DisplayName = "a comment")]
    [DataRow("string F = \"Thing\";", DisplayName = "a text")]
    [DataRow("string? Thing; string? F() => Thing;", DisplayName = "a namesake")]
    public void No_use_is_seen_in(string member) => Assert.AreEqual("", string.Join('\n', Uses(member)));

    [TestMethod]
    public void A_use_is_named_with_its_line() =>
        Assert.AreEqual("p/High/User.cs:6 uses Thing (High -> Low)", string.Join('\n', Uses("int A;\nThing? F;")));

    [TestMethod]
    public void A_circle_is_reported_once_with_the_lines_of_both_sides() => Assert.AreEqual(
        """
        p: 1 cycles between folders remain
          A -> B -> A
            p/A/a.cs:1 uses B (A -> B)
            p/B/b.cs:1 uses A (B -> A)
        """,
        Graph(("p/A/a.cs", "class A { B? b; }"), ("p/B/b.cs", "class B { A? a; }"), ("p/C/c.cs", "class C { A? a; }")).CycleReport());

    [TestMethod]
    public void A_circle_may_lead_through_many_folders_and_the_root() => Assert.AreEqual(
        "./B/A", string.Join(' ', Graph(("p/r.cs", "class R { B? b; }"), ("p/B/b.cs", "class B { A? a; }"),
            ("p/A/a.cs", "class A { R? r; }"))
            .Cycles().Select(cycle => string.Join('/', cycle))));

    [TestMethod]
    public void Folders_one_above_the_other_form_no_circle() =>
        Assert.AreEqual("", Graph(("p/A/a.cs", "class A { B? b; C? c; }"), ("p/B/b.cs", "class B { C? c; }"),
            ("p/C/D/c.cs", "class C { D? d; }"), ("p/C/d.cs", "class D;")).CycleReport());

    [TestMethod]
    public void What_does_not_compile_is_no_proof() => StringAssert.Contains(
        Assert.ThrowsExactly<AggregateException>(() => Graph(("p/A/a.cs", "class A { B? b; }"))).Message,
            "p/A/a.cs:1 'B' means nothing to the compiler");

    private static IEnumerable<Reference> Uses(string member) => Graph(
        ("p/Low/Declarations.cs", Declarations),
        ("p/Mid/Bag.cs", "namespace P.Mid; public class Bag { public P.Low.Thing Thing = new(); }"),
        ("p/High/User.cs", $"using P.Low;\nusing T = P.Low.Thing;\nnamespace P.High;\nclass User {{\n{member} }}"))
            .References.Where(r => r.From == "High" && r.Line > 3);

    private static FolderGraph Graph(params (string Path, string Text)[] files) => ProjectSources.Graph("p", "p", files, []);
}
