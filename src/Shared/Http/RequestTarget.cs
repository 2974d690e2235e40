using System.Diagnostics.CodeAnalysis;

namespace ActorProxy.Shared.Http;

/// <summary>Forms of the request target (RFC 9112 section 3.2).</summary>
public static class RequestTarget
{
    private static readonly string[] Schemes = ["http://", "https://", "ws://", "wss://"];

    /// <summary>
    /// Reduces a target in origin-form or absolute-form to origin-form. An absolute-form must name the same host and port as
    /// Host does (RFC 9112 section 3.2.2); authority-form, asterisk-form and fragments are refused.
    /// </summary>
    /// <param name="host">What the Host field says.</param>
    public static bool TryReduce(string target, Authority host, [NotNullWhen(true)] out string? originForm,
        [NotNullWhen(false)] out string? error)
    {
        originForm = null;
        error = null;
        if (target.Contains('#'))
            error = "The request target has a fragment.";
        else if (target.StartsWith('/'))
            originForm = target;
        else if (Schemes.FirstOrDefault(s => target.StartsWith(s, StringComparison.OrdinalIgnoreCase)) is not { } scheme)
            error = "The request target is neither a path nor an http, https, ws or wss URI.";
        else
        {
            var rest = target.AsSpan(scheme.Length);
            var path = rest.IndexOfAny('/', '?') is var i and >= 0 ? rest[i..] : [];
            if (!Authority.TryParse(rest[..^path.Length], out var authority) || authority != host)
                error = "The host in the request target is not that of the Host field.";
            else
                originForm = path.StartsWith("/") ? path.ToString() : $"/{path}";
        }
        return originForm is not null;
    }
}
