using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Unified.Hosting.ScheduleDashboard;

/// <summary>
/// Whether a request knows the secret: as the password of a browser (<c>Basic</c>, with any name) or as a token (<c>Bearer</c>). It takes
/// the same time however much of it is right.
/// </summary>
internal sealed class SharedSecret(string secret)
{
    // Hashes are of one length, so that not even the length of the secret shows.
    private readonly byte[] _hash = Hash(secret);

    public bool Allows(HttpRequest request) => Given(request) is { } given
        && CryptographicOperations.FixedTimeEquals(Hash(given), _hash);

    private static string? Given(HttpRequest request)
    {
        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header) || header.Parameter is not { } parameter)
        {
            return null;
        }

        return header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase) ? parameter
            : header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase) ? Password(parameter)
            : null;
    }

    private static string? Password(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length)
            && Encoding.UTF8.GetString(bytes, 0, length) is var pair && pair.IndexOf(':', StringComparison.Ordinal) is >= 0 and var end
                ? pair[(end + 1)..] : null;
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
