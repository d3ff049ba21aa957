using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Unified.Errors;
using Unified.Expressions;

namespace Unified.Core.Tests.Expressions;

[TestClass]
public sealed class ImpureMembersTests
{
    [TestMethod]
    public void A_user_function_that_is_not_the_same_everywhere_is_refused_by_what_it_calls()
    {
        var bad = Functions(typeof(Impure));
        Assert.IsGreaterThan(20, bad.Length);
        foreach (var method in bad)
        {
            var error = Assert.ThrowsExactly<DefinitionException>(() => UserFunctionIl.Print(method), method.Name);
            RefusalTests.HasAllParts(error, "UNI0044", method.Name);
        }
    }

    [TestMethod]
    public void What_is_the_same_everywhere_is_printed()
    {
        foreach (var method in Functions(typeof(Pure)))
        {
            Assert.IsNotEmpty(UserFunctionIl.Print(method), method.Name);
        }
    }

    [TestMethod]
    public void A_helper_of_the_same_assembly_is_looked_into_and_the_message_names_helper_call_and_way_out()
    {
        var error = Assert.ThrowsExactly<DefinitionException>(() => UserFunctionIl.Print(((Func<int, string>)Outer).Method));
        Assert.Contains("Inner", error.Message);
        Assert.Contains("calls Int32.ToString, which depends on the culture of the machine", error.Message);
        Assert.Contains("Pass CultureInfo.InvariantCulture.", error.Message);
    }

    private static MethodInfo[] Functions(Type type) => type.GetMethods(BindingFlags.Static | BindingFlags.Public);

    private static string Outer(int value) => Inner(value) + "!";

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string Inner(int value) => value.ToString();

#pragma warning disable CA1304, CA1305, CA1307, CA1309, CA1310, CA1311, CA5394, RS0030 // What they warn of is what is tested.
    private static class Impure
    {
        public static long Ticks(int value) => DateTime.UtcNow.Ticks + value;

        public static long Today(int value) => DateTime.Today.Ticks + value;

        public static long Offset(int value) => DateTimeOffset.Now.Ticks + value;

        public static int Dice(int value) => Random.Shared.Next(value);

        public static string Id(string text) => text + Guid.NewGuid();

        public static string Machine(string text) => text + Environment.MachineName;

        public static bool Exists(string path) => File.Exists(path);

        public static int Thread(int value) => value + Environment.CurrentManagedThreadId;

        public static int Hash(string text) => text.GetHashCode();

        public static int Hashes(string text, int value) => HashCode.Combine(text, value);

        public static int HashOf(object value) => value.GetHashCode();

        public static DateTime Local(DateTime time) => time.ToLocalTime();

        public static DateTimeOffset Zoned(DateTime time) => time;

        public static DateTimeOffset Made(DateTime time) => new(time);

        public static string Zone(string text) => text + TimeZoneInfo.Local.Id;

        public static string Text(int value) => value.ToString();

        public static string Formatted(decimal value) => value.ToString("0.00");

        public static int Parsed(string text) => int.Parse(text);

        public static bool Tried(string text) => decimal.TryParse(text, out _);

        public static string Interpolated(string text, int value) => $"{text}{value}";

        public static string Composed(string text, int value) => string.Format("{0}{1}", text, value);

        public static string Upper(string text) => text.ToUpper();

        public static bool Starts(string text) => text.StartsWith("ab");

        public static int Compared(string text) => string.Compare(text, "b");

        public static int Index(string text) => text.IndexOf("bc");

        public static string Culture(string text) => text + CultureInfo.CurrentCulture.Name;
    }
#pragma warning restore

    private static class Pure
    {
        private static readonly string[] Names = ["a", "b"];

        public static string Upper(string text) => text.ToUpperInvariant();

        public static bool Starts(string text) =>
            text.StartsWith("ab", StringComparison.Ordinal) || text.Contains("bc", StringComparison.Ordinal) || text.StartsWith('c');

        public static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

        public static string Interpolated(string text, int value) =>
            string.Create(CultureInfo.InvariantCulture, $"{text}{value}") + $"{text}{text}";

        public static string Flag(bool value) => value.ToString();

        public static int Parsed(string text) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value)
            ? value : 0;

        public static int Table(int value) => new[] { 1, 2, 3, 5, 7, 11, 13, 17 }[value % 8];

        public static string Name(int value) => Names[value & 1];

        public static DateTime Later(DateTime time) => time.Date.AddHours(1);

        public static decimal Rounded(decimal value) => Math.Round(value, 2, MidpointRounding.ToEven);

        public static int Compared(string text) => string.CompareOrdinal(text, "b");

        public static string Switched(string text) =>
            text switch { "a" => "1", "b" => "2", "c" => "3", "d" => "4", "e" => "5", "f" => "6", "g" => "7", _ => "" };
    }
}
