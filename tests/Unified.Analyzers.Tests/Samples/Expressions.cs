using System.Globalization;
using System.Text.RegularExpressions;
using Unified.Definition;

namespace Unified.Analyzers.Samples.Expressions;

public enum Color { Red, Green }

public sealed record Device(string Os, int? Age);

public sealed record Trade(DateTime Time, string Symbol, string? Venue, int Quantity, long Serial, double Rate, bool Buy, bool? Flagged,
    [property: Precision(12, 2)] decimal Price, [property: Precision(12, 2)] decimal? Tax, DateTime? Settled, Color Color, Device? Device,
    string[] Tags)
{
    public int Field;
}

public sealed record Point(int X, int Y)
{
    public int Sum => X + Y;
}

public sealed record Row(string Key, long N);

public static class S
{
    public static Source<Trade> Trades { get; } = new() { Topic = "trades", EventTime = t => t.Time };

    public static readonly Uri Address = new("http://localhost");

    public static int Mutable = 1;

    public static int NotMarked(int x) => x + 1;

    [Deterministic]
    public static decimal Money(int x) => x;

    [Deterministic]
    public static double Half(int x) => x / 2.0;

    [Deterministic]
    public static int OfDecimal(decimal? x) => (int)(x ?? 0m);

    public static DateTime Clock => DateTime.UnixEpoch;
}

public abstract class Filtered(string name) : Job<Row>
{
    public override string Name => name;

    protected abstract Rows<Trade> Rows { get; }

    public override Query<Row> Define() => Rows.GroupBy(t => t.Symbol).Select(g => new Row(g.Key, g.Count()));
}

public sealed class A01() : Filtered("a01") { protected override Rows<Trade> Rows => from t in S.Trades where t.Time < DateTime.UtcNow select t; }
public sealed class A02() : Filtered("a02") { protected override Rows<Trade> Rows => from t in S.Trades where t.Quantity > Environment.TickCount select t; }
public sealed class A03() : Filtered("a03") { protected override Rows<Trade> Rows => from t in S.Trades where t.Time < DateTime.Today.AddDays(-7).Date.AddHours(1) select t; }
public sealed class A04() : Filtered("a04") { protected override Rows<Trade> Rows => from t in S.Trades where t.Quantity > S.Mutable select t; }
public sealed class A05() : Filtered("a05") { protected override Rows<Trade> Rows => from t in S.Trades where t.Symbol == Guid.NewGuid().ToString() select t; }
public sealed class A06() : Filtered("a06") { protected override Rows<Trade> Rows => from t in S.Trades where t.Time < new DateTime(Math.Abs(t.Serial)) select t; }
public sealed class A07() : Filtered("a07") { protected override Rows<Trade> Rows => from t in S.Trades where t.Time < S.Clock select t; }
public sealed class A08() : Filtered("a08") { protected override Rows<Trade> Rows => from t in S.Trades where t.Time < DateTime.MaxValue select t; }
public sealed class A09() : Filtered("a09") { protected override Rows<Trade> Rows => from t in S.Trades where t.Price < decimal.MaxValue select t; }
public sealed class A10() : Filtered("a10") { protected override Rows<Trade> Rows => from t in S.Trades where t.Time.Kind == DateTimeKind.Utc select t; }
public sealed class A11() : Filtered("a11") { protected override Rows<Trade> Rows => from t in S.Trades where t.Symbol.Split(',', StringSplitOptions.TrimEntries)[0] == "a" select t; }
public sealed class A12() : Filtered("a12") { protected override Rows<Trade> Rows => from t in S.Trades where new[] { t.Quantity }.Contains(3) select t; }
public sealed class A13() : Filtered("a13") { protected override Rows<Trade> Rows => from t in S.Trades where S.NotMarked(t.Quantity) > 1 select t; }
public sealed class A14() : Filtered("a14") { protected override Rows<Trade> Rows => from t in S.Trades where t.Symbol.StartsWith("AB") select t; }
public sealed class A15() : Filtered("a15") { protected override Rows<Trade> Rows => from t in S.Trades where t.Symbol.Normalize() == "" select t; }
public sealed class A16() : Filtered("a16") { protected override Rows<Trade> Rows => from t in S.Trades where string.Compare(t.Symbol, "A", StringComparison.Ordinal) < 1 select t; }
public sealed class A17() : Filtered("a17") { protected override Rows<Trade> Rows => from t in S.Trades where string.CompareOrdinal(t.Symbol, "A") == t.Quantity select t; }
public sealed class A18() : Filtered("a18") { protected override Rows<Trade> Rows => from t in S.Trades where t.Symbol + t.Quantity == "a1" select t; }
public sealed class A19() : Filtered("a19") { protected override Rows<Trade> Rows => from t in S.Trades where $"{t.Symbol}{t.Price}" == "a1" select t; }
public sealed class A20() : Filtered("a20") { protected override Rows<Trade> Rows => from t in S.Trades where FormattableString.Invariant($"{t.Price}") == "1" select t; }
public sealed class A21() : Filtered("a21") { protected override Rows<Trade> Rows => from t in S.Trades where t.Quantity.ToString(CultureInfo.GetCultureInfo("de")) == "1" select t; }
public sealed class A22() : Filtered("a22") { protected override Rows<Trade> Rows => from t in S.Trades where decimal.Parse(t.Symbol, CultureInfo.InvariantCulture) > 1m select t; }
public sealed class A23() : Filtered("a23") { protected override Rows<Trade> Rows => from t in S.Trades where t.Quantity.ToString() == "1" select t; }
public sealed class A24() : Filtered("a24") { protected override Rows<Trade> Rows => from t in S.Trades where S.Money(t.Quantity) > 1m select t; }
public sealed class A25() : Filtered("a25") { protected override Rows<Trade> Rows => from t in S.Trades where S.OfDecimal(t.Tax) > 1 select t; }
public sealed class A26() : Filtered("a26") { protected override Rows<Trade> Rows => from t in S.Trades where S.Half(t.Quantity) > 1 select t; }
public sealed class A27() : Filtered("a27") { protected override Rows<Trade> Rows => from t in S.Trades where (int)t.Serial > 1 select t; }
public sealed class A28() : Filtered("a28") { protected override Rows<Trade> Rows => from t in S.Trades where (decimal)t.Tax! > 1m select t; }
public sealed class A29() : Filtered("a29") { protected override Rows<Trade> Rows => from t in S.Trades where (long)t.Price > 1 select t; }
public sealed class A30() : Filtered("a30") { protected override Rows<Trade> Rows => from t in S.Trades where (decimal)t.Rate > 1m select t; }
public sealed class A31() : Filtered("a31") { protected override Rows<Trade> Rows => from t in S.Trades where t.Price / 2m > 1m select t; }
public sealed class A32() : Filtered("a32") { protected override Rows<Trade> Rows => from t in S.Trades where t.Buy ^ true select t; }
public sealed class A33() : Filtered("a33") { protected override Rows<Trade> Rows => from t in S.Trades where t.Symbol.StartsWith("AB", StringComparison.InvariantCultureIgnoreCase) select t; }
public sealed class A34() : Filtered("a34") { protected override Rows<Trade> Rows => from t in S.Trades where t.Symbol.PadLeft(t.Quantity) == "a" select t; }
public sealed class A35() : Filtered("a35") { protected override Rows<Trade> Rows => from t in S.Trades where t.Symbol.Trim(t.Symbol[0]) == "a" select t; }
public sealed class A36() : Filtered("a36") { protected override Rows<Trade> Rows => from t in S.Trades where t.Time.AddDays(0.5) > DateTime.UnixEpoch select t; }
public sealed class A37() : Filtered("a37") { protected override Rows<Trade> Rows => from t in S.Trades where Regex.IsMatch(t.Symbol, t.Symbol) select t; }
public sealed class A38() : Filtered("a38") { protected override Rows<Trade> Rows => from t in S.Trades where DecimalMath.Divide(t.Price, 3m, t.Quantity) > 1m select t; }
public sealed class A39() : Filtered("a39") { protected override Rows<Trade> Rows => from t in S.Trades where t.Symbol.Contains("AB", StringComparison.CurrentCulture) select t; }
public sealed class A40() : Filtered("a40") { protected override Rows<Trade> Rows => from t in S.Trades where t.Venue!.Length > 1 select t; }
public sealed class A41() : Filtered("a41") { protected override Rows<Trade> Rows => from t in S.Trades where !t.Flagged == true select t; }
public sealed class A42() : Filtered("a42") { protected override Rows<Trade> Rows => from t in S.Trades where (t.Buy & t.Buy) select t; }
public sealed class A43() : Filtered("a43") { protected override Rows<Trade> Rows => from t in S.Trades where t.Venue!.Equals("a") select t; }
public sealed class A44() : Filtered("a44") { protected override Rows<Trade> Rows => from t in S.Trades where t.Symbol.ToUpper() == "A" select t; }
public sealed class A45() : Filtered("a45") { protected override Rows<Trade> Rows => from t in S.Trades where t.Tags.Sum(x => x.Length) > 1 select t; }
public sealed class A46() : Filtered("a46") { protected override Rows<Trade> Rows => from t in S.Trades where t.Tags[0] == "a" select t; }
public sealed class A47() : Filtered("a47") { protected override Rows<Trade> Rows => from t in S.Trades where t.Field > 1 select t; }
public sealed class A48() : Filtered("a48") { protected override Rows<Trade> Rows => from t in S.Trades let p = new Point(t.Quantity, 1) where p.Sum > 1 select t; }
public sealed class A49() : Filtered("a49") { protected override Rows<Trade> Rows => from t in S.Trades let p = new { t } where p.t == null select t; }
public sealed class A50() : Filtered("a50") { protected override Rows<Trade> Rows => from t in S.Trades where string.Concat(t.Tags) == "a" select t; }
public sealed class A51() : Filtered("a51") { protected override Rows<Trade> Rows => from t in S.Trades where $"{t.Rate}" == "1" select t; }
public sealed class A52() : Filtered("a52") { protected override Rows<Trade> Rows => from t in S.Trades where string.Format(t.Symbol, t.Quantity) == "1" select t; }
public sealed class A53() : Filtered("a53") { protected override Rows<Trade> Rows => from t in S.Trades where t.Time.ToLocalTime().Hour > 1 select t; }
public sealed class A54() : Filtered("a54") { protected override Rows<Trade> Rows => from t in S.Trades where Math.Sqrt(t.Quantity) > 2 select t; }
public sealed class A55() : Filtered("a55") { protected override Rows<Trade> Rows => from t in S.Trades where t.Device!.Age!.Value.CompareTo(1) > 2 select t; }
public sealed class A56() : Filtered("a56") { protected override Rows<Trade> Rows => from t in S.Trades where Window.Session(t.Time, TimeSpan.FromMinutes(5)) > DateTime.UnixEpoch select t; }
public sealed class A57() : Filtered("a57") { protected override Rows<Trade> Rows => from t in S.Trades where Window.Tumbling(t.Time, TimeSpan.FromSeconds(t.Quantity)) > DateTime.UnixEpoch select t; }
public sealed class A58() : Filtered("a58") { protected override Rows<Trade> Rows => from t in S.Trades where Window.Tumbling(t.Time, TimeSpan.Zero) > DateTime.UnixEpoch select t; }
public sealed class A59() : Filtered("a59") { protected override Rows<Trade> Rows => from t in S.Trades where Window.Tumbling(t.Time, TimeSpan.FromTicks(3)) > DateTime.UnixEpoch select t; }
public sealed class A60() : Filtered("a60") { protected override Rows<Trade> Rows => from t in S.Trades where t.Symbol.IndexOf("a") > 1 && t.Symbol.EndsWith("b") select t; }
public sealed class A61() : Filtered("a61") { protected override Rows<Trade> Rows => from t in S.Trades where S.Address == null select t; }
public sealed class A62() : Filtered("a62") { protected override Rows<Trade> Rows => from t in S.Trades where t.GetHashCode() == 1 select t; }
public sealed class A63() : Filtered("a63") { protected override Rows<Trade> Rows => from t in S.Trades where t.Quantity.GetHashCode() == 1 select t; }
public sealed class A64() : Filtered("a64") { protected override Rows<Trade> Rows => from t in S.Trades where (object)t.Quantity == (object)t.Symbol select t; }
public sealed class A65() : Filtered("a65") { protected override Rows<Trade> Rows => from t in S.Trades where new[] { 1, 2 }.Length == 2 select t; }
public sealed class A66() : Filtered("a66") { protected override Rows<Trade> Rows => from t in S.Trades where new Random(t.Quantity).Next() > 1 select t; }
public sealed class A67() : Filtered("a67") { protected override Rows<Trade> Rows => from t in S.Trades where t.Symbol is object select t; }
