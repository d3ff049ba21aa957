namespace Unified.Hosting.Composition;

internal sealed class ApiServer : IAsyncDisposable
{
    public string Url => "http://127.0.0.1:1";

    public static Task<ApiServer> StartAsync(UnifiedRuntime runtime, string urls, CancellationToken cancellation) => Task.FromResult(new ApiServer());

    public static Task RunAsync(UnifiedRuntime runtime, string urls, CancellationToken cancellation) => Task.Delay(-1, cancellation);

    public ValueTask DisposeAsync() => default;
}
