using System.Text;
using Unified.Errors;
using Unified.Hosting.Configuration;
using Unified.TestKit;

namespace Unified.Hosting.Tests.Configuration;

/// <summary>Whatever is set, it is taken, or refused by name: exit code 2, and never a bug.</summary>
[TestClass]
public sealed class SettingsFuzzTests
{
    private const int Rounds = 400;

    private static readonly string[] Values =
    [
        "", " ", "0", "-1", "1", "99999999999999999999", "1e9", "true", "00:00:01", "1.00:00:00", "-00:00:01", "10675199.02:48:05.4775808",
        "embedded", "localhost:9092", "localhost", ":", "http://127.0.0.1:5080", "http://", "ftp://x", "http://[::1", "*", "* * * * *",
        "30 1 * * *", "99 99 99 99 99", "@daily", "Host=a;Port=b", "Host=a;Port=8123", "Host=a;Database=b",
        "memory", "0123456789abcdef", "Host=", ";;;", "a=b=c",
        "/dev/null/x", "\0", "\u00e9",
        "beginning", "first-whole-epoch", "null", "[]", "{}", "a,b,,c", "NaN",
    ];

    private static readonly string[] Extra =
    [
        "isolation.level", "session.timeout.ms", "debug", "fetch.queue.backoff.ms", "ssl.ca.location", "client.id", "x", "",
        "security.protocol",
        "statistics.interval.ms", "queued.min.messages", "sasl.mechanism",
    ];

    [TestMethod]
    public void Any_settings_are_taken_or_refused_by_name()
    {
        string[] names = [.. Settings.Names()];
        var seed = TestSeed.Take();
        var (taken, refused) = (0, 0);
        Fuzz.Run(Rounds, round => Pairs(seed.Random(round), names), bytes =>
        {
            try
            {
                Settings.Bind(Settings.Read(Encoding.UTF8.GetString(bytes).Split('\u0001')));
                taken++;
            }
            catch (UnifiedException error) when (UnifiedHost.ExitCode(error) == 2)
            {
                StringAssert.Contains(error.Message, "Unified:", StringComparison.Ordinal);
                refused++;
            }
        });
        Console.WriteLine($"{taken} taken, {refused} refused");
        Assert.IsGreaterThan(10, taken);
        Assert.IsGreaterThan(10, refused);
    }

    private static byte[] Pairs(Random random, string[] names) => Encoding.UTF8.GetBytes(string.Join('\u0001',
        Enumerable.Range(0, random.Next(1, 4)).Select(_ =>
        {
            var name = names[random.Next(names.Length)].Replace("<key>", Extra[random.Next(Extra.Length)], StringComparison.Ordinal);
            if (random.Next(12) == 0)
            {
                name += ":more";
            }

            return $"{name}={Values[random.Next(Values.Length)]}";
        })));
}
