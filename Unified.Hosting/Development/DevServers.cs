using System.Diagnostics;
using System.Text.Json;
using Unified.Hosting.Configuration;

namespace Unified.Hosting.Development;

/// <summary>
/// The folder of a <c>dev</c>, and the file in it that says where its servers are, so that other commands find them. The folder is made
/// anew at every start: the embedded Kafka begins empty, and rows of a log that is gone would contradict it.
/// </summary>
internal sealed class DevServers
{
    private const string Name = "dev-servers";
    private const string File = "servers.json";
    private const string Mark = "made-by-unified-dev";

    private DevServers(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>The settings of a process over these servers, beside their addresses.</summary>
    public IEnumerable<string> Settings =>
    [
        $"Unified:Data:Archive={Path.Combine(Folder, "archive")}", $"Unified:ClickHouse:Embedded:Data={Path.Combine(Folder, "clickhouse")}",
    ];

    /// <summary>Makes an empty folder.</summary>
    /// <param name="root">Unified:Data:Root.</param>
    /// <exception cref="SettingException">Another dev runs over it, or it was made by somebody else.</exception>
    public static DevServers Create(string root)
    {
        var folder = FolderOf(root);
        if (Running(folder) is { } other)
        {
            throw new SettingException($"A 'dev' runs already over '{folder}' (process {other.Process}, {other.Api}). Stop it, or "
                + "give this one another folder: --set Unified:Data:Root=...");
        }

        if (Directory.Exists(folder))
        {
            if (!System.IO.File.Exists(Path.Combine(folder, Mark)))
            {
                throw new SettingException($"The folder '{folder}' was not made by 'dev', which would empty it. Move it away, or give "
                    + "another one: --set Unified:Data:Root=...");
            }

            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        System.IO.File.WriteAllText(Path.Combine(folder, Mark), "");
        return new DevServers(folder);
    }

    /// <summary>Tells other commands where the servers are.</summary>
    public void Announce(string kafka, string clickHouse, string api)
    {
        var draft = Path.Combine(Folder, File + ".new");
        // The password of the embedded ClickHouse is in it.
        var mine = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            mine.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var text = new StreamWriter(draft, mine))
        {
            text.Write(JsonSerializer.Serialize(new Addresses(Environment.ProcessId, kafka, clickHouse, api)));
        }

        System.IO.File.Move(draft, Path.Combine(Folder, File), overwrite: true);
    }

    /// <summary>They are gone.</summary>
    public void Withdraw() => System.IO.File.Delete(Path.Combine(Folder, File));

    /// <summary>The settings, <c>key=value</c>, of a command that uses the servers of a running dev.</summary>
    /// <exception cref="SettingException">None runs.</exception>
    public static IEnumerable<string> Read(string root)
    {
        var folder = FolderOf(root);
        return Running(folder) is not { } servers
            ? throw new SettingException($"--dev: no 'dev' runs over '{folder}'. Start one in this folder (the command 'dev'), or leave "
                + "--dev out and name servers.")
            : [
                $"Unified:Kafka:BootstrapServers={servers.Kafka}", $"Unified:ClickHouse:ConnectionString={servers.ClickHouse}",
                .. new DevServers(folder).Settings,
            ];
    }

    private static string FolderOf(string root) => Path.Combine(Path.GetFullPath(root), Name);

    private static Addresses? Running(string folder)
    {
        try
        {
            var servers = JsonSerializer.Deserialize<Addresses>(System.IO.File.ReadAllText(Path.Combine(folder, File)))!;
            using var process = Process.GetProcessById(servers.Process);
            return servers;
        }
        catch (Exception error) when (error is IOException or JsonException or ArgumentException)
        {
            // It was killed, and could not withdraw.
            return null;
        }
    }

    private sealed record Addresses(int Process, string Kafka, string ClickHouse, string Api);
}
