using System.Web;

namespace Unified.Serving.Tests.Fixtures;

/// <summary>
/// Connections that ask before every statement: a test lets something else happen in exactly that moment, without any clock.
/// </summary>
internal sealed class StatementGate(Func<string, Task> before) : DelegatingHandler(new SocketsHttpHandler())
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await before(await StatementAsync(request, cancellationToken));
        return await base.SendAsync(request, cancellationToken);
    }

    // An insert of rows has its statement in the address; everything else is the statement.
    private static async Task<string> StatementAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        if (HttpUtility.ParseQueryString(request.RequestUri!.Query)["query"] is { } statement)
        {
            return statement;
        }

        await request.Content!.LoadIntoBufferAsync(cancellation);
        return await request.Content.ReadAsStringAsync(cancellation);
    }
}
