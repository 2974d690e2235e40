using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ActorProxy.Shared.Settings;
using ActorProxy.Shared.Text;

namespace ActorProxy.Shared.Backends;

/// <summary>Where a backend listens: the address of a <c>ws://host[:port]</c> or <c>wss://host[:port]</c> URL.</summary>
/// <param name="Host">Name in lower case, or IP literal; an IPv6 literal is without brackets here.</param>
/// <param name="Port">TCP port, 1 to 65535.</param>
public sealed record BackendAddress(string Host, int Port) : ISettingText<BackendAddress>
{
    /// <summary>Whether the backend speaks TLS: <c>wss</c>.</summary>
    public bool Tls { get; init; }

    /// <summary>
    /// <c>ws</c> or <c>wss</c>. A backend serves WebSocket and plain HTTP alike: <c>http</c> and <c>https</c> say the same.
    /// </summary>
    public string Scheme => Tls ? "wss" : "ws";

    /// <summary>The address where the host is an IP literal, or null where it is a name that must be resolved.</summary>
    public IPAddress? Literal { get; } = IPAddress.TryParse(Host, out var ip) ? ip : null;

    /// <summary>The one of a name's addresses that is meant; null for whichever takes connections.</summary>
    public IPAddress? At { get; init; }

    /// <summary>Host and port as a Host field carries them (RFC 9110 section 7.2): brackets around IPv6, no default port.</summary>
    public string Authority => AuthorityOf(Literal, Host);

    /// <summary>The URL in its normal form; with the address in place of the name where that is known.</summary>
    public override string ToString() => $"{Scheme}://{Place}";

    /// <summary>Address, or name where that is not known, with the port where it is not the default one.</summary>
    internal string Place => At is null ? Authority : AuthorityOf(At, $"{At}");

    /// <summary>
    /// Reads <c>ws://host[:port]</c> or <c>wss://host[:port]</c> (RFC 6455 section 3), or the same with <c>http</c> or
    /// <c>https</c>; the port defaults to 80 or 443.
    /// </summary>
    /// <param name="error">What is wrong with the text, for the person who wrote it.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out BackendAddress? address, [NotNullWhen(false)] out string? error)
    {
        address = null;
        error = null;
        var schemeEnd = text.IndexOf("://", StringComparison.Ordinal);
        if (schemeEnd < 0 || !Uri.CheckSchemeName(text[..schemeEnd]))
            return Fail(out error, $"'{Redaction.Url(text)}' is no backend URL; write ws://HOST:PORT");
        var scheme = text[..schemeEnd];
        var tls = scheme.ToLowerInvariant() is "wss" or "https";
        if (!tls && scheme.ToLowerInvariant() is not ("ws" or "http"))
            return Fail(out error, $"'{Redaction.Url(text)}': scheme '{scheme}' is not supported; "
                + "use ws://, wss://, http:// or https://");

        var rest = text.AsSpan(schemeEnd + 3);
        var authorityEnd = rest.IndexOfAny('/', '?', '#');
        // A lone slash is how many tools print a URL without a path.
        if (authorityEnd >= 0 && rest[authorityEnd..] is not "/")
            return Fail(out error, $"'{Redaction.Url(text)}': a backend URL has no path or query; use the route's replace-prefix to "
                + $"change paths");
        var authority = authorityEnd < 0 ? rest : rest[..authorityEnd];
        if (authority.Contains('@'))
            return Fail(out error, $"'{Redaction.Url(text)}': a backend URL has no user name");
        if (!TrySplit(authority, out var host, out var portText, out var bracketed))
            return Fail(out error, $"'{Redaction.Url(text)}': cannot read host and port; an IPv6 address needs brackets, as in "
                + $"ws://[::1]:9000");
        if (!IsHost(host, bracketed))
            return Fail(out error, host.IsEmpty
                ? $"'{Redaction.Url(text)}': the host is missing"
                : $"'{Redaction.Url(text)}': '{host}' is no host name and no IP address");
        var port = DefaultPort(tls);
        if (portText is { } digits && !TryPort(digits, out port))
            return Fail(out error, $"'{Redaction.Url(text)}': port '{digits}' is not a number from 1 to 65535");
        address = new BackendAddress(host.ToString().ToLowerInvariant(), port) { Tls = tls };
        return true;
    }

    private string AuthorityOf(IPAddress? address, string host)
    {
        if (address is { AddressFamily: AddressFamily.InterNetworkV6 })
            host = $"[{host}]";
        return Port == DefaultPort(Tls) ? host : string.Create(CultureInfo.InvariantCulture, $"{host}:{Port}");
    }

    private static int DefaultPort(bool tls) => tls ? 443 : 80;

    private static bool TrySplit(ReadOnlySpan<char> authority, out ReadOnlySpan<char> host, out string? port, out bool bracketed)
    {
        host = default;
        port = null;
        bracketed = authority is ['[', ..];
        ReadOnlySpan<char> after;
        if (bracketed)
        {
            var close = authority.IndexOf(']');
            if (close < 0)
                return false;
            host = authority[1..close];
            after = authority[(close + 1)..];
        }
        else
        {
            var colon = authority.IndexOf(':');
            host = colon < 0 ? authority : authority[..colon];
            after = colon < 0 ? default : authority[colon..];
        }
        if (after.IsEmpty)
            return true;
        if (after[0] != ':' || after[1..].Contains(':'))
            return false;
        port = after[1..].ToString();
        return true;
    }

    private static bool IsHost(ReadOnlySpan<char> host, bool bracketed) =>
        bracketed ? HostName.IsIPv6(host) : HostName.IsValid(host) && IsReadAlike(host.ToString());

    // What connects and the HTTP client read a host each in its own way: as IPAddress does, for which 010.0.0.1 is 8.0.0.1 and 1.2 is
    // 1.0.0.2, and as Uri does, for which 0._ is none.
    private static bool IsReadAlike(string host) =>
        IPAddress.TryParse(host, out var ip) ? ip.ToString() == host : Uri.TryCreate($"ws://{host}", UriKind.Absolute, out _);

    private static bool TryPort(string digits, out int port) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 1 and <= 65535;

    private static bool Fail(out string? error, string message)
    {
        error = message;
        return false;
    }
}
