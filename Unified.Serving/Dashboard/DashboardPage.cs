using Microsoft.AspNetCore.Http;

namespace Unified.Serving.Dashboard;

/// <summary>The page at <c>/</c>: one HTML file that needs nothing from elsewhere and asks the same API as everybody.</summary>
internal static class DashboardPage
{
    private static readonly Lazy<byte[]> Html = new(() =>
    {
        using var stream = typeof(DashboardPage).Assembly.GetManifestResourceStream("Unified.Serving.Dashboard.dashboard.html")
            ?? throw new Errors.InternalException("The dashboard page is not in the assembly.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    });

    public static IResult Get(HttpResponse response)
    {
        // Its script and style are its own; nothing else may run in it, whatever the data says.
        response.Headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; img-src data:; "
                + "frame-ancestors 'none'";
        response.Headers.XContentTypeOptions = "nosniff";
        return Results.Bytes(Html.Value, "text/html; charset=utf-8");
    }
}
