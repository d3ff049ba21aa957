using Microsoft.AspNetCore.Http;

namespace Unified.Embedded.ClickHouse.Http;

/// <summary>The URL of a request, sorted as ClickHouse does: what the interface itself understands, query parameters, and settings (all
/// the rest).</summary>
internal sealed class RequestOptions
{
    private static readonly HashSet<string> OfNoEffectHere = new(StringComparer.Ordinal)
    {
        "user", "password", "quota_key", "role", "session_check", "close_session", "stacktrace", "client_protocol_version", "compress",
        "decompress", "buffer_size", "wait_end_of_query", "enable_http_compression", "http_zlib_compression_level",
        "send_progress_in_http_headers", "http_headers_progress_interval_ms", "http_response_buffer_size",
            "http_write_exception_in_output_format",
        "add_http_cors_header",
            "http_native_compression_disable_checksumming_on_decompress",
    };

    private const string EndsOnClose = "cancel_http_readonly_queries_on_client_close";

    private RequestOptions()
    {
    }

    public string Query { get; private set; } = "";

    public string Database { get; private set; } = "";

    public string DefaultFormat { get; private set; } = "TabSeparated";

    public string QueryId { get; private set; } = "";

    public string SessionId { get; private set; } = "";

    /// <summary>ClickHouse lets a GET change nothing but settings.</summary>
    public bool IsReadOnly { get; private set; }

    /// <summary>True where a statement that only reads ends when the client goes away: asked for by a setting, as of ClickHouse.</summary>
    public bool EndsWithCaller { get; private set; }

    public List<KeyValuePair<string, string>> Parameters { get; } = [];

    public Dictionary<string, string> Settings { get; } = new(StringComparer.Ordinal);

    /// <summary>True where the body is a form: parameters too long for a URL, and perhaps the statement.</summary>
    public bool IsForm { get; private set; }

    public static async Task<RequestOptions> OfAsync(HttpRequest request, CancellationToken cancellation)
    {
        var options = new RequestOptions
        {
            Database = request.Headers["X-ClickHouse-Database"].ToString(),
            IsReadOnly = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method),
            QueryId = Guid.NewGuid().ToString(),
        };
        if (request.Headers["X-ClickHouse-Format"].ToString() is { Length: > 0 } format)
        {
            options.DefaultFormat = format;
        }

        foreach (var (name, values) in request.Query)
        {
            options.Add(name, values.ToString(), values.Count > 0 ? values[^1] ?? "" : "");
        }

        // Not any form: curl calls every body urlencoded, and there it is the statement.
        if (request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true)
        {
            options.IsForm = true;
            foreach (var (name, values) in await request.ReadFormAsync(cancellation).ConfigureAwait(false))
            {
                options.Add(name, values.ToString(), values.Count > 0 ? values[^1] ?? "" : "");
            }
        }

        options.EndsWithCaller &= options.IsReadOnly || options.Settings.GetValueOrDefault("readonly") is "1" or "2";
        if (options.EndsWithCaller)
        {
            // The engine gives a statement an id that nobody is told: by this it is found.
            options.Settings["log_comment"] = options.QueryId;
        }

        return options;
    }

    private void Add(string name, string all, string last)
    {
        switch (name)
        {
            case "query":
                Query = all;
                break;
            case "database":
                Database = last;
                break;
            case "default_format":
                DefaultFormat = last;
                break;
            case "query_id" when last.Length > 0:
                QueryId = last;
                break;
            case "session_id":
                SessionId = last;
                break;
            case EndsOnClose:
                EndsWithCaller = last is "1" or "true";
                break;
            case "session_timeout":
                break;
            case var parameter when parameter.StartsWith("param_", StringComparison.Ordinal):
                Parameters.Add(new(parameter["param_".Length..], last));
                break;
            case var ignored when OfNoEffectHere.Contains(ignored):
                break;
            default:
                Settings[name] = last;
                break;
        }
    }
}
