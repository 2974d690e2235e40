using System.Diagnostics.CodeAnalysis;

namespace ActorProxy.Shared.Http;

/// <summary>Forms of the request target (RFC 9112 section 3.2).</summary>
public static class RequestTarget
{
    /// <summary>The asterisk-form: the server as a whole (RFC 9112 section 3.2.4).</summary>
    public const string Asterisk = "*";

    private static readonly (string Prefix, int Port)[] Schemes = [("http://", 80), ("https://", 443), ("ws://", 80), ("wss://", 443)];

    /// <summary>
    /// Reduces a target in origin-form or absolute-form to origin-form. An absolute-form must name the same host and port as
    /// Host does (RFC 9112 section 3.2.2), in any case and with the scheme's port or without (RFC 9110 section 4.2.3); authority-form
    /// and fragments are refused, and asterisk-form but for OPTIONS.
    /// </summary>
    /// <param name="host">What the Host field says.</param>
    public static bool TryReduce(string target, Authority host, [NotNullWhen(true)] out string? reduced,
        [NotNullWhen(false)] out string? error, string method = "GET")
    {
        reduced = null;
        error = null;
        if (target.Contains('#'))
            error = "The request target has a fragment.";
        else if (target.StartsWith('/') || (target == Asterisk && method == "OPTIONS"))
            reduced = target;
        else if (SchemeOf(target) is not { Prefix: { } prefix } scheme)
            error = "The request target is neither a path nor an http, https, ws or wss URI.";
        else
        {
            var rest = target.AsSpan(prefix.Length);
            var path = rest.IndexOfAny('/', '?') is var i and >= 0 ? rest[i..] : [];
            if (!Authority.TryParse(rest[..^path.Length], out var authority) || !IsSame(authority, host, scheme.Port))
                error = "The host in the request target is not that of the Host field.";
            else if (path.IsEmpty && method == "OPTIONS")
                reduced = Asterisk; // what it means without a path
            else
                reduced = path.StartsWith("/") ? path.ToString() : $"/{path}";
        }
        return reduced is not null;
    }

    /// <summary>By which path a reduced target is routed: what concerns the server as a whole goes where the rest goes.</summary>
    public static string Routed(string reduced) => reduced == Asterisk ? "/" : reduced;

    // By itself: what the lambda needs is allocated for each call of the method that it stands in.
    private static (string? Prefix, int Port) SchemeOf(string target) =>
        Schemes.FirstOrDefault(scheme => target.StartsWith(scheme.Prefix, StringComparison.OrdinalIgnoreCase));

    private static bool IsSame(Authority a, Authority b, int port) => a.Host == b.Host && (a.Port ?? port) == (b.Port ?? port);
}
