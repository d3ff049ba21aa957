using ClickHouse.Driver;
using Unified.Embedded;
using Unified.Embedded.ClickHouse;
using Unified.Embedded.ClickHouse.Native;

namespace Unified.Embedded.Tests.ClickHouse;

/// <summary>An embedded ClickHouse over a folder of its own; a test is skipped, and says so, where the library is not installed.</summary>
internal sealed class EmbeddedServers : IAsyncDisposable
{
    private EmbeddedServers(string data, EmbeddedClickHouse server)
    {
        Data = data;
        Server = server;
        Client = new ClickHouseClient(server.ConnectionString);
        Http = new HttpClient { BaseAddress = server.Endpoint };
        Http.DefaultRequestHeaders.Add("X-ClickHouse-Key", server.Password);
    }

    public string Data { get; }

    public EmbeddedClickHouse Server { get; }

    public ClickHouseClient Client { get; }

    public HttpClient Http { get; }

    public static string NewFolder()
    {
        var folder = Directory.CreateTempSubdirectory("unified-embedded-").FullName;
        TemporaryFolders.Made.Add(folder);
        return folder;
    }

    public static async Task<EmbeddedServers> StartAsync(string? data = null, IReadOnlyDictionary<string, string>? settings = null,
        bool restart = false, IProgress<string>? trouble = null)
    {
        RequireLibrary();
        var folder = data ?? NewFolder();
        return new EmbeddedServers(
            folder, await EmbeddedClickHouse.StartAsync(new EmbeddedClickHouseOptions
            {
                DataPath = folder,
                Settings = settings ?? new Dictionary<string, string>(),
                Restart = restart,
                Trouble = trouble,
            }));
    }

    public static string RequireLibrary()
    {
        try
        {
            return ChdbLibrary.Find(null);
        }
        catch (EmbeddedServerException missing)
        {
            Assert.Inconclusive(missing.Message);
            throw;
        }
    }

    public Task ExecuteAsync(string sql) => Client.ExecuteNonQueryAsync(sql);

    public Task<object> ScalarAsync(string sql) => Client.ExecuteScalarAsync(sql);

    public async Task<(int Status, string Text, HttpResponseMessage Response)> PostAsync(string url, HttpContent? body)
    {
        var response = await Http.PostAsync(new Uri(url, UriKind.Relative), body);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response);
    }

    public async ValueTask StopAsync()
    {
        Client.Dispose();
        Http.Dispose();
        await Server.DisposeAsync();
    }

    public ValueTask DisposeAsync() => StopAsync();
}
