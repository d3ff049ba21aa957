using System.Net;

namespace Unified.Serving.Tests.ClickHouse;

/// <summary>Stands in for a server, or for what is in front of it: answers as it is told, the last answer for ever.</summary>
internal sealed class FakeServer(params (HttpStatusCode Status, string Body)[] answers) : HttpMessageHandler
{
    private int _asked;

    /// <summary>How many requests came.</summary>
    public int Asked => Volatile.Read(ref _asked);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var (status, body) = answers[Math.Min(Interlocked.Increment(ref _asked), answers.Length) - 1];
        return Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body), RequestMessage = request });
    }
}
