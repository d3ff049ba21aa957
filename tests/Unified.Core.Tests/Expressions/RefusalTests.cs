using System.Globalization;
using System.Linq.Expressions;
using System.Text.RegularExpressions;
using Unified.Definition;
using Unified.Errors;
using Unified.TestKit.Events;

namespace Unified.Core.Tests.Expressions;

[TestClass]
public sealed class RefusalTests
{
    private static readonly DateTime Fine = new(2024, 3, 1, 0, 0, 0, 1, DateTimeKind.Utc);
    private static readonly DateTime BelowMicroseconds = DateTime.MaxValue;
    private static readonly HashSet<string> AnyCase = new(StringComparer.OrdinalIgnoreCase) { "a" };
    private static readonly Uri Address = new("http://localhost");
    private static int s_mutable = 1;

    private readonly int _field = 3;

    [TestMethod]
    public void What_can_change_between_two_runs_is_refused()
    {
        Refused("UNI0018", t => t.Time < Clock.UtcNow);
        Refused("UNI0018", t => t.Quantity > Environment.TickCount);
        Refused("UNI0018", t => t.Time < Clock.UtcNow.AddDays(-7).Date.AddHours(1));
        Refused("UNI0017", t => t.Quantity > s_mutable);
        Refused("UNI0013", t => t.Symbol == Guid.NewGuid().ToString());
        Refused("UNI0007", t => t.Time < new DateTime(Clock.Ticks()));
        Refused("UNI0007", t => Window.Tumbling(t.Time, TimeSpan.FromSeconds(Clock.Ticks())));
        Refused("UNI0013", t => Clock.Ticks() > 0);
    }

    [TestMethod]
    public void What_the_plan_cannot_express_is_refused()
    {
        Refused("UNI0002", t => Address);
        Refused("UNI0003", t => Window.Tumbling(t.Time, TimeSpan.FromTicks(3)));
        Refused("UNI0003", t => t.Time < BelowMicroseconds);
        Refused("UNI0006", t => t.Price < decimal.MaxValue);
        Refused("UNI0007", t => Window.Tumbling(t.Time, TimeSpan.FromSeconds(t.Quantity)));
        Refused("UNI0007", t => t.Time < new DateTime(2024, 13, 1));
        Refused("UNI0011", t => t.Time.Kind);
        Refused("UNI0011", t => t.Symbol.Split(',', StringSplitOptions.TrimEntries)[0]);
        Refused("UNI0007", t => new[] { t.Quantity }.Contains(3));
        Refused("UNI0011", t => new[] { 1, 2 }.Length);
        Refused("UNI0013", t => UserFunctions.NotMarked(t.Quantity));
        Refused("UNI0013", t => t.Symbol.StartsWith("AB"));
        Refused("UNI0013", t => t.Symbol.Normalize());
        Refused("UNI0013", t => string.Compare(t.Symbol, "A", StringComparison.Ordinal) < 1);
        Refused("UNI0013", t => string.CompareOrdinal(t.Symbol, "A"));
        Refused("UNI0013", t => t.Symbol + t.Quantity);
        Refused("UNI0013", t => $"{t.Symbol}{t.Price}");
        Refused("UNI0013", t => FormattableString.Invariant($"{t.Price}"));
        Refused("UNI0013", t => t.Quantity.ToString(CultureInfo.GetCultureInfo("de")));
        Refused("UNI0013", t => decimal.Parse(t.Symbol, CultureInfo.InvariantCulture));
        Refused("UNI0013", t => InstanceMethod(t.Quantity));
        Refused("UNI0014", t => UserFunctions.Money(t.Quantity));
        Refused("UNI0014", t => UserFunctions.OfDecimal(t.Tax));
        Refused("UNI0015", t => (int)t.Serial);
        Refused("UNI0015", t => (decimal)t.Tax!);
        Refused("UNI0015", t => (int)t.Fee!);
        Refused("UNI0015", t => (long)t.Price);
        Refused("UNI0015", t => (object)t.Quantity);
        Refused("UNI0016", t => t.Price / 2m);
        Refused("UNI0016", t => t.Buy ^ true);
        Refused("UNI0016", t => t.Symbol.StartsWith("AB", StringComparison.InvariantCultureIgnoreCase));
        Refused("UNI0016", t => t.Symbol.PadLeft(t.Quantity));
        Refused("UNI0016", t => t.Symbol.Trim(t.Symbol[0]));
        Refused("UNI0016", t => t.Time.AddDays(0.5));
        Refused("UNI0016", t => t.Time.ToString("zzz", CultureInfo.InvariantCulture));
        Refused("UNI0016", t => t.Price.ToString("G", CultureInfo.InvariantCulture));
        Refused("UNI0016", t => Regex.IsMatch(t.Symbol, "(.)\\1"));
        Refused("UNI0016", t => Regex.IsMatch(t.Symbol, "a", RegexOptions.IgnoreCase));
        Refused("UNI0016", t => Regex.Replace(t.Symbol, t.Symbol, ""));
        Refused("UNI0016", t => JsonText.Value(t.Symbol, "a.b"));
        Refused("UNI0016", t => DecimalMath.Divide(t.Price, 3m, t.Quantity));
        Refused("UNI0016", t => AnyCase.Contains(t.Symbol));
        Refused("UNI0016", t => t.Symbol.Contains("AB", StringComparison.CurrentCulture));
        Refused("UNI0016", t => t.Venue!.Length);
        Refused("UNI0016", t => !t.Flagged);
        Refused("UNI0016", t => t.Price * t.Price * t.Price);
        Refused("UNI0016", t => t.Price < 0.0000000000000000000000000001m);
        Refused("UNI0016", t => t.Price + 10_000_000_000_000_000_000_000_000m);
        Refused("UNI0016", t => Window.Tumbling(t.Time, TimeSpan.Zero));
    }

    [TestMethod]
    public void A_function_with_arguments_that_it_does_not_take_says_what_to_write_instead()
    {
        SaysInstead("x ?? y", t => t.Venue!.Length);
        SaysInstead("InvariantCulture", t => t.Symbol + t.Quantity);
        SaysInstead("StringComparison.Ordinal", t => t.Symbol.StartsWith("AB"));
        SaysInstead("backtracking", t => Regex.IsMatch(t.Symbol, "(?=a)"));
        SaysInstead("DecimalMath.Divide", t => t.Price / 2m);
        SaysInstead("[return: Precision(18, 4)]", t => UserFunctions.Money(t.Quantity));
        SaysInstead("&&", t => t.Buy & t.Buy);
        SaysInstead("AddMinutes", t => t.Time.AddHours(1.5));
        SaysInstead("not divided", t => t.Price / 2m);
        SaysInstead("at least one microsecond", t => Window.Tumbling(t.Time, TimeSpan.Zero));
        SaysInstead("[Deterministic]", t => t.Time.Kind);
    }

    [TestMethod]
    public void A_captured_field_of_the_job_is_a_constant()
    {
        Expression<Func<Trade, bool>> lambda = t => t.Quantity > _field && t.Time > Fine;
        Assert.AreEqual("and(greater(Quantity, 3:int32), greater(Time, 1709251200001000:timestamp))",
            KernelProbe.Translate(lambda).ToString());
    }

    [TestMethod]
    public void Type_arguments_of_a_user_function_are_part_of_its_name()
    {
        Expression<Func<Trade, int>> a = t => UserFunctions.SizeOf<int>(t.Quantity);
        Expression<Func<Trade, int>> b = t => UserFunctions.SizeOf<long>(t.Quantity);
        Assert.AreNotEqual(KernelProbe.Translate(a).ToString(), KernelProbe.Translate(b).ToString());
    }

    internal static void HasAllParts(DefinitionException error, string code, string of)
    {
        Assert.AreEqual(code, error.Code, $"{of}: {error.Message}");
        StringAssert.EndsWith(error.Message.Split('\n')[0], $"{error.Code}: {error.Node}: {error.Reason} {error.WayOut}");
        foreach (var part in new[] { error.Node, error.Reason, error.WayOut })
        {
            Assert.IsFalse(string.IsNullOrWhiteSpace(part), error.Message);
        }

        StringAssert.EndsWith(error.WayOut, ".");
    }

    private static void SaysInstead<T>(string wayOut, Expression<Func<Trade, T>> lambda) =>
        StringAssert.Contains(Assert.Throws<DefinitionException>(() => KernelProbe.Translate(lambda)).WayOut, wayOut,
            StringComparison.Ordinal);

    private static void Refused<T>(string code, Expression<Func<Trade, T>> lambda)
    {
        try
        {
            Assert.Fail($"{lambda} became {KernelProbe.Translate(lambda)}");
        }
        catch (DefinitionException error)
        {
            HasAllParts(error, code, lambda.ToString());
        }
    }

    private int InstanceMethod(int value) => value + _field + s_mutable++;

    private static class Clock
    {
        public static DateTime UtcNow => TimeProvider.System.GetUtcNow().UtcDateTime;

        public static int Ticks() => Environment.TickCount;
    }
}
