using System.Collections;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using Unified.Epochs;

namespace Unified.Architecture.Tests.Equality;

/// <summary>
/// A record's own equality compares a collection in it by reference: two records of the same content are not equal. So such a record says
/// itself what equal means, or nobody compares it.
/// </summary>
[TestClass]
public sealed class RecordEqualityTests
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    private static readonly Assembly[] Ours =
        [.. new[] { "Core", "Stream", "Batch", "Serving", "Embedded", "Hosting" }.Select(name => Assembly.Load($"Unified.{name}"))];

    [TestMethod]
    public void Nobody_compares_a_record_whose_collections_would_be_compared_by_reference() => Assert.AreEqual("",
        string.Join('\n', Ours.SelectMany(ComparedTypes.Methods)
            .SelectMany(m => ComparedTypes.Of(m).Where(HidesCollection).Select(t => $"{m.DeclaringType}.{m.Name} compares {t}"))
            .Distinct().Order(StringComparer.Ordinal)));

    [TestMethod]
    [DataRow(nameof(Operator))]
    [DataRow(nameof(Method))]
    [DataRow(nameof(Tuple))]
    [DataRow(nameof(Key))]
    [DataRow(nameof(Items))]
    [DataRow(nameof(Grouped))]
    [DataRow(nameof(Nested))]
    public void A_comparison_is_found_however_it_is_written(string method)
    {
        var compares = typeof(RecordEqualityTests).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!;
        Assert.IsNotEmpty(ComparedTypes.Of(compares).Where(HidesCollection));
    }

    [TestMethod]
    public void A_record_that_says_what_equal_means_may_be_compared() => Assert.AreEqual("False False True True True",
        string.Join(' ', new[] { typeof(Sound), typeof(EpochId), typeof(Named), typeof(Outer), typeof(Derived) }.Select(HidesCollection)));

    /// <summary>True for a record in which, however deep, something is compared by reference that looks like a value.</summary>
    private static bool HidesCollection(Type type) => HidesCollection(type, []);

    private static bool HidesCollection(Type type, HashSet<Type> above) => above.Add(type) && IsRecord(type)
        && ((!SaysWhatEqualMeans(type) && type.GetFields(Fields).Any(f => IsComparedByReference(f.FieldType, above)))
            || (type.BaseType is { } inherited && HidesCollection(inherited, above)));

    private static bool IsComparedByReference(Type type, HashSet<Type> above) => type != typeof(string)
        && (type.Name is "ReadOnlyMemory`1" or "Memory`1" or "RecordBatch"
            || (typeof(IEnumerable).IsAssignableFrom(type) && !(Ours.Contains(type.Assembly) && SaysWhatEqualMeans(type)))
            || ((IsTuple(type) || Ours.Contains(type.Assembly)) && type.GetGenericArguments().Any(t => IsComparedByReference(t, above)))
            || HidesCollection(type, above));

    private static bool IsTuple(Type type) => type.IsGenericType && type.Namespace == "System" && type.IsValueType;

    private static bool IsRecord(Type type) => type.GetMethod("PrintMembers", Fields) is not null;

    private static bool SaysWhatEqualMeans(Type type) =>
        type.GetMethod(nameof(Equals), [type]) is { } equals && !equals.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    private static bool Operator(Named a, Named b) => a == b;

    private static bool Method(Named a, Named b) => a.Equals(b);

    private static bool Tuple(Named a) => new HashSet<(int, Named)>().Count > a.Names.Length;

    private static int Key() => new Dictionary<Named, int>().Count;

    private static IEnumerable<Named> Items(Named[] all) => all.Distinct();

    private static object Grouped(Named[] all) => all.GroupBy(n => n);

    private static bool Nested(Outer a, Outer b) => a != b;

    private sealed record Named(ImmutableArray<string> Names);

    private sealed record Outer(int Number, Named? Inner);

    private abstract record Base(int[] Numbers);

    private sealed record Derived(int[] Numbers, int More) : Base(Numbers);

    private sealed record Sound(ImmutableArray<int> Numbers)
    {
        public bool Equals(Sound? other) => other is not null && Numbers.AsSpan().SequenceEqual(other.Numbers.AsSpan());

        public override int GetHashCode() => Numbers.Length;
    }
}
