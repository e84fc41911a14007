using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace LlmCourse.Kernel.Serving;

/// <summary>
/// Whom a server lets in: those with the key, where there is one. On this machine alone there need be none, and so web pages are kept out that a browser here has open: by the name that they were
/// asked for (DNS rebinding) and by where they come from.
/// </summary>
internal sealed class DoorKeeper
{
    private readonly byte[]? key;
    private readonly bool isLocal;

    /// <summary>Looks at the options.</summary>
    public DoorKeeper(ServerOptions options)
    {
        key = options.Key is null ? null : Hash(options.Key);
        isLocal = IPAddress.IsLoopback(options.Host);
    }

    /// <summary>Checks the name that the server was asked by, and the page that asks.</summary>
    /// <exception cref="ApiException">Neither is this server's.</exception>
    public void CheckOrigin(HttpRequest request)
    {
        if (isLocal && request.Host.Host is not ("localhost" or "127.0.0.1" or "[::1]" or "::1"))
        {
            throw new ApiException(403, "This server answers to localhost alone; the request named another host.", null, "wrong_host");
        }

        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0 && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase)))
        {
            throw new ApiException(403, "Other web pages may not use this server.", null, "wrong_origin");
        }
    }

    /// <summary>Checks the key, in a time that does not tell how much of it was right.</summary>
    /// <exception cref="ApiException">It is missing or wrong.</exception>
    public void CheckKey(HttpRequest request)
    {
        const string Scheme = "Bearer ";
        var given = request.Headers.Authorization.ToString();
        if (key is not null && !(given.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && CryptographicOperations.FixedTimeEquals(Hash(given[Scheme.Length..].Trim()), key)))
        {
            throw new ApiException(401, given.Length == 0 ? "This server needs a key: send it as 'Authorization: Bearer KEY'." : "The key is wrong.", null, "invalid_api_key");
        }
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text)); // of one length, whatever was given
}
