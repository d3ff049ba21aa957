using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Unified.TestKit.Processes;

namespace Unified.Package.Tests;

/// <summary>What somebody has who has nothing but the packages.</summary>
[TestClass]
[DoNotParallelize]
public sealed class TemplateTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Promised = TimeSpan.FromMinutes(2);

    [TestMethod]
    public async Task Four_commands_lead_from_an_empty_folder_to_the_first_row()
    {
        RequireUnix();
        using var packages = await PackedPackages.MakeAsync();
        await InstallAsync(packages);
        var shop = Path.Combine(packages.Work, "Shop");
        var clock = Stopwatch.StartNew();

        await SucceedAsync(packages, packages.Work, "dotnet", "new", "unified", "-n", "Shop"); // 1
        var tested = await SucceedAsync(packages, shop, "dotnet", "test"); // 2
        Assert.Contains("Passed!", tested);
        Assert.DoesNotContain("warning", tested);
        var environment = packages.Environment.ToDictionary();
        environment["LD_LIBRARY_PATH"] = SystemLibrdkafka(packages, shop);
        var dev = ChildProcess.Start("/bin/sh", ["-c", "cd \"$0\" && exec dotnet run --project Shop -- dev --set "
            + "Unified:Api:Urls=http://127.0.0.1:0", shop], environment); // 3
        await using (dev)
        {
            await dev.WaitForLineAsync(line => line.Contains("until Ctrl+C", StringComparison.Ordinal), Patience);
            var curl = await dev.WaitForLineAsync(line => line.StartsWith("  curl ", StringComparison.Ordinal), Patience);
            var rows = await RowsAsync(Regex.Match(curl, "'(.*)'").Groups[1].Value.Replace("limit=5", "limit=1000",
                StringComparison.Ordinal)); // 4

            Console.WriteLine($"four commands: {clock.Elapsed:m\\:ss}, at {Crowd():0.0} times what a busy machine has to do");
            Assert.IsLessThan(Promised * Math.Max(1, Crowd()), clock.Elapsed);
            Assert.AreEqual(string.Join('\n', SampleOrders.CustomerDays(Path.Combine(shop, "samples", "orders.ndjson"))),
                string.Join('\n', rows));
            Assert.AreEqual(rows[0], FirstRowOf(dev.Output), "the first row stands in what 'dev' prints");
            OnlyThePackagedLibrdkafka(shop);
            await AnotherTerminalAsync(packages, shop, dev.Output);
            dev.Terminate();
            Assert.AreEqual(0, await dev.WaitForExitAsync(Patience));
        }

        NothingOfThisMachine(shop);
        await WrongDefinitionAsync(packages, shop);
        await WithoutNpmAsync(packages, shop);
    }

    /// <summary>How many times four processes a core run: what others do on this machine is not held against us.</summary>
    private static double Crowd() => File.Exists("/proc/loadavg")
        ? double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture) / (4 * Environment.ProcessorCount)
        : 0;

    /// <summary>A folder that the system's loader looks into, with a librdkafka that loads: it must stay untouched.</summary>
    private static string SystemLibrdkafka(PackedPackages packages, string shop)
    {
        var folder = Directory.CreateDirectory(Path.Combine(packages.Work, "system")).FullName;
        var packaged = Directory.GetFiles(Path.Combine(shop, "Shop/bin"), "centos8-librdkafka.so", SearchOption.AllDirectories)
            .FirstOrDefault(f => f.Contains("linux-x64", StringComparison.Ordinal));
        if (packaged is not null)
        {
            File.Copy(packaged, Path.Combine(folder, "librdkafka.so"));
        }

        return folder;
    }

    private static void OnlyThePackagedLibrdkafka(string shop)
    {
        using var servers = JsonDocument.Parse(File.ReadAllText(Path.Combine(shop, ".unified/dev-servers/servers.json")));
        var maps = $"/proc/{servers.RootElement.GetProperty("Process").GetInt32()}/maps";
        if (File.Exists(maps))
        {
            var loaded = File.ReadLines(maps).Where(line => line.Contains("rdkafka", StringComparison.Ordinal)
                && line.Contains(".so", StringComparison.Ordinal)).Select(line => line[line.IndexOf('/', StringComparison.Ordinal)..])
                .Distinct().ToList();
            Assert.HasCount(1, loaded, string.Join('\n', loaded));
            Assert.StartsWith(Path.Combine(shop, "Shop/bin"), loaded[0]);
        }
    }

    // The lines that 'dev' prints can be pasted.
    private static async Task AnotherTerminalAsync(PackedPackages packages, string shop, IReadOnlyList<string> output)
    {
        Task<string> Paste(string command) => SucceedAsync(packages, shop, "/bin/sh", "-c",
            output.Single(line => line.Contains($" {command}", StringComparison.Ordinal) && line.StartsWith("  ", StringComparison.Ordinal)
                && line.Contains(command == "explain" ? command : "--dev", StringComparison.Ordinal)).Trim());
        Assert.Contains("source 'orders' takes it: At 2026-03-0", await Paste("peek"));
        Assert.Contains("600 records", await Paste("produce"));
        Assert.Contains("customer_days, definition", await Paste("status"));
    }

    private static async Task<List<string>> RowsAsync(string url)
    {
        using var client = new HttpClient();
        using var answer = JsonDocument.Parse(await client.GetStringAsync(new Uri(url)));
        Assert.IsTrue(answer.RootElement.GetProperty("complete").GetBoolean());
        return [.. answer.RootElement.GetProperty("rows").EnumerateArray().Select(SampleOrders.Row)];
    }

    private static string FirstRowOf(IReadOnlyList<string> output)
    {
        using var row = JsonDocument.Parse(output.First(line => line.StartsWith("  {", StringComparison.Ordinal)));
        return SampleOrders.Row(row.RootElement);
    }

    private static void NothingOfThisMachine(string shop)
    {
        foreach (var file in Directory.GetFiles(shop, "*", SearchOption.AllDirectories)
            .Where(f => !Regex.IsMatch(f, @"/(bin|obj|\.unified)/")))
        {
            var text = File.ReadAllText(file);
            Assert.DoesNotContain(PackedPackages.Root, text, file);
            Assert.DoesNotContain("ProjectNamespace", text, file);
            Assert.DoesNotContain("project-name", text, file);
        }
    }

    // The analyzer of the package, and its check of what the compiler has made.
    private static async Task WrongDefinitionAsync(PackedPackages packages, string shop)
    {
        var file = Path.Combine(shop, "Shop", "Late.cs");
        await File.WriteAllTextAsync(file, """
            using Unified.Definition;

            namespace Shop;

            public sealed class Late : Job<CustomerDay>
            {
                public override Query<CustomerDay> Define() =>
                    from o in Sources.Orders
                    where o.At < DateTime.UtcNow
                    group o by new { o.Customer, Day = Window.Day(o.At) } into g
                    select new CustomerDay(g.Key.Customer, g.Key.Day, g.Count(), g.Sum(o => o.Price), g.Max(o => o.Quantity));
            }
            """);
        var run = await PackedPackages.RunAsync("dotnet", shop, packages.Environment, Patience, "build", "Shop", "--no-restore", "-v", "q");
        File.Delete(file);
        Assert.AreEqual(1, run.Code, run.Text);
        Assert.MatchesRegex(new Regex(@"Late\.cs\(9,\d+[^)]*\): error UNI\d{4}: .*DateTime\.UtcNow"), run.Text);
    }

    private static async Task WithoutNpmAsync(PackedPackages packages, string shop)
    {
        var environment = packages.Environment.ToDictionary();
        (environment["XDG_DATA_HOME"], environment["PATH"]) = (Path.Combine(packages.Work, "nothing"), packages.Work);
        var program = Path.Combine(shop, "Shop/bin/Debug/net10.0/Shop");
        var run = await PackedPackages.RunAsync(program, shop, environment, Patience, "dev", "--once");
        Assert.AreEqual(4, run.Code, run.Text);
        Assert.Contains("there is no npm on the PATH. Install Node 20 or newer from https://nodejs.org.", run.Text);
        Assert.DoesNotContain("   at ", run.Text);
    }

    private static async Task InstallAsync(PackedPackages packages) =>
        await SucceedAsync(packages, packages.Work, "dotnet", "new", "install", packages["Unified.Templates"]);

    private static async Task<string> SucceedAsync(PackedPackages packages, string folder, string program, params string[] arguments)
    {
        var run = await PackedPackages.RunAsync(program, folder, packages.Environment, Patience, arguments);
        Assert.AreEqual(0, run.Code, $"{program} {string.Join(' ', arguments)}\n{run.Text}");
        return run.Text;
    }

    private static void RequireUnix()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Inconclusive("There is no embedded ClickHouse for Windows.");
        }
    }
}
