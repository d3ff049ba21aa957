using System.Globalization;
using System.Net;

namespace Unified.Batch.Spark;

/// <summary>
/// Where a Spark Connect server is, and as whom it is spoken to: <c>sc://host:port/;user_id=..;token=..;use_ssl=true;x-name=..</c>, the
/// connection string of Spark's own clients.
/// </summary>
internal sealed class SparkRemote
{
    private const string Scheme = "sc://";
    private const string Example = "For example sc://spark:15002";
    private const int DefaultPort = 15_002;

    // Spark's clients send what begins so as a header of every call, for proxies in between.
    private const string HeaderPrefix = "x-";

    private readonly Dictionary<string, string> _headers = new(StringComparer.Ordinal);

    private bool? _saysTls;

    private SparkRemote(string host, int port) => (Host, Port) = (host, port);

    public string Host { get; }

    public int Port { get; }

    /// <summary>Part of what a session is known by; Spark's own logs show it.</summary>
    public string UserId { get; private set; } = "unified";

    /// <summary>A bearer token; null for none. It stands in no message.</summary>
    public string? Token { get; private set; }

    /// <summary>A token asks for it unless the string says otherwise, as with Spark's own clients.</summary>
    public bool UseTls => _saysTls ?? Token is not null;

    /// <summary>Headers of every call, beside the token's.</summary>
    public IReadOnlyDictionary<string, string> Headers => _headers;

    public Uri Address => new(string.Create(CultureInfo.InvariantCulture, $"{(UseTls ? "https" : "http")}://{Bracketed}:{Port}"));

    private string Bracketed => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;

    private bool IsLoopback => Host == "localhost" || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>Host and port, without what may be secret.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Scheme}{Bracketed}:{Port}");

    /// <summary>Reads a connection string.</summary>
    /// <param name="text">It.</param>
    /// <param name="problems">A sentence a mistake, without the values of parameters; none when it could be read.</param>
    /// <returns>Null where there are mistakes.</returns>
    public static SparkRemote? Read(string text, out IReadOnlyList<string> problems)
    {
        var found = new List<string>();
        problems = found;
        text = text.Trim();
        if (!text.StartsWith(Scheme, StringComparison.Ordinal))
        {
            found.Add($"it does not begin with {Scheme}. {Example}.");
            return null;
        }

        var end = text.AsSpan(Scheme.Length).IndexOfAny('/', ';');
        var authority = end < 0 ? text : text[..(Scheme.Length + end)];
        var parameters = end < 0 ? "" : text[(Scheme.Length + end)..].TrimStart('/');
        var remote = ReadAuthority(authority, found);
        if (parameters.Length > 0 && parameters[0] != ';')
        {
            found.Add("it has a path, and a Spark Connect server has none; parameters begin with ';'.");
            return null;
        }

        foreach (var parameter in parameters.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            found.AddRange(remote?.Take(parameter) ?? []);
        }

        if (remote is { Token: not null, UseTls: false, IsLoopback: false })
        {
            found.Add("it has a token and use_ssl=false: anybody in between could read the token. Leave use_ssl out, or the token.");
        }

        return found.Count == 0 ? remote : null;
    }

    private static SparkRemote? ReadAuthority(string authority, List<string> found)
    {
        if (!Uri.TryCreate(authority, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0
            || Uri.CheckHostName(uri.DnsSafeHost) == UriHostNameType.Unknown || uri.Port == 0)
        {
            found.Add($"between {Scheme} and the parameters a host and a port from 1 to 65535 are expected. {Example}.");
            return null;
        }

        return new SparkRemote(uri.DnsSafeHost, uri.Port < 0 ? DefaultPort : uri.Port);
    }

    private IEnumerable<string> Take(string parameter)
    {
        var equals = parameter.IndexOf('=', StringComparison.Ordinal);
        var key = equals < 0 ? parameter : parameter[..equals].TrimEnd();
        var value = equals < 0 ? "" : Uri.UnescapeDataString(parameter[(equals + 1)..].Trim());
        if (value.Length == 0) { return [$"its parameter '{key}' has no value."]; }
        switch (key)
        {
            case "user_id":
                UserId = value;
                return [];
            case "token" when IsHeader(value):
                Token = value;
                return [];
            case "use_ssl" when bool.TryParse(value, out var tls):
                _saysTls = tls;
                return [];
            case "use_ssl":
                return ["its parameter 'use_ssl' takes true and false."];
            case "session_id":
                return ["it names a session: every session of this program is its own. Leave session_id out."];
            case var header when header.StartsWith(HeaderPrefix, StringComparison.OrdinalIgnoreCase) && IsHeader(header) && IsHeader(value):
                // HTTP/2 knows no capitals in names.
                _headers[header.ToLowerInvariant()] = value;
                return [];
            case "token":
                return ["its parameter 'token' has characters that cannot be sent: printable ASCII is expected."];
            default:
                return [$"its parameter '{key}' is not known, or cannot be sent; known are user_id, token, use_ssl and headers that begin "
                    + $"with {HeaderPrefix}."];
        }
    }

    private static bool IsHeader(string text) => text.All(c => c is > ' ' and <= '~');
}
