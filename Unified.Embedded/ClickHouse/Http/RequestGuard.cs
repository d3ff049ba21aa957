using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Unified.Embedded.ClickHouse.Native;

namespace Unified.Embedded.ClickHouse.Http;

/// <summary>
/// Who may ask. Every program of the machine, of any user, reaches the loopback address, and so does every page in a browser: who knows the
/// password of this start may ask, and no page may, whatever name it has given to the address.
/// </summary>
/// <param name="password">The password of the user <c>default</c>, made at each start.</param>
internal sealed class RequestGuard(string password)
{
    private static readonly string[] Names = ["127.0.0.1", "localhost", "[::1]"];
    private readonly byte[] _password = Encoding.UTF8.GetBytes(password);

    /// <summary>Why a request is not heard at all, or null. A page that rebinds its own name to the loopback address has a foreign
    /// Host.</summary>
    public static string? Foreign(HttpRequest request) =>
        !Names.Contains(request.Host.Host, StringComparer.OrdinalIgnoreCase)
            ? $"Host '{request.Host}' is not this server: it is asked as 127.0.0.1 or localhost."
        : request.Headers.Origin.Count > 0 || request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "none")
            ? "Pages in a browser are not answered."
        : null;

    /// <exception cref="ChdbException">The password is missing or wrong.</exception>
    public void Require(HttpRequest request)
    {
        var (user, given) = Credentials(request);
        // Both are compared, whatever the first says: the time tells nothing.
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), _password) | user is not ("" or "default"))
        {
            throw new ChdbException(516, "AUTHENTICATION_FAILED", $"{(user.Length == 0 ? "default" : user)}: Authentication failed: the "
                + $"password is made at each start. It stands in the file {PasswordFile.Name} of the data folder, for the user 'default'");
        }
    }

    /// <summary>As ClickHouse takes them: from the headers, or from the address.</summary>
    private static (string User, string Password) Credentials(HttpRequest request) =>
        AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header)
            && header is { Scheme: var scheme, Parameter: { } basic } && scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)
            ? Basic(basic)
        : request.Headers["X-ClickHouse-Key"].ToString() is { Length: > 0 } key ? (request.Headers["X-ClickHouse-User"].ToString(), key)
        : (request.Query["user"].ToString(), request.Query["password"].ToString());

    private static (string User, string Password) Basic(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length)
            && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [var user, var given] ? (user, given) : ("", "");
    }
}
