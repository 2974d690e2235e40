using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using ActorProxy.Shared.Text;

namespace ActorProxy.Shared.Settings.Kinds;

/// <summary>Any text.</summary>
internal sealed class AnyTextKind : TextKind<string>
{
    public static readonly AnyTextKind Instance = new();

    protected override bool TryRead(string text, [NotNullWhen(true)] out string? value, [NotNullWhen(false)] out string? error)
    {
        (value, error) = (text, null);
        return true;
    }

    protected override string Format(string value) => value;
}

/// <summary>Texts with a meaning of their own.</summary>
internal sealed class ParsedKind<T> : TextKind<T>
    where T : class, ISettingText<T>
{
    protected override bool TryRead(string text, [NotNullWhen(true)] out T? value, [NotNullWhen(false)] out string? error) =>
        T.TryParse(text, out value, out error);

    protected override string Format(T value) => value.ToString()!;
}

/// <summary>IP addresses, as <see cref="AddressText"/> reads them.</summary>
internal sealed class AddressKind : TextKind<IPAddress>
{
    protected override bool TryRead(string text, [NotNullWhen(true)] out IPAddress? value, [NotNullWhen(false)] out string? error)
    {
        error = AddressText.TryParse(text, out value)
            ? null
            : $"'{text}' is no IP address; write one as in 127.0.0.1, or 0.0.0.0 for all of IPv4, or :: for all of IPv6 and IPv4";
        return error is null;
    }

    protected override string Format(IPAddress value) => value.ToString();
}

/// <summary>Networks in CIDR notation, or single addresses.</summary>
internal sealed class NetworkKind : TextKind<IPNetwork>
{
    protected override bool TryRead(string text, out IPNetwork value, [NotNullWhen(false)] out string? error)
    {
        error = null;
        if (IPNetwork.TryParse(text, out value))
            return true;
        if (AddressText.TryParse(text, out var address))
            value = new IPNetwork(address, address.GetAddressBytes().Length * 8);
        else
            error = $"'{text}' is no network; write ADDRESS/BITS with no bits set beyond the prefix, as in 10.0.0.0/8";
        return error is null;
    }

    protected override string Format(IPNetwork value) => value.ToString();
}

/// <summary>Nodes, as in <c>node-1.example.org:4053</c>.</summary>
internal sealed class NodeAddressKind : TextKind<DnsEndPoint>
{
    protected override bool TryRead(string text, [NotNullWhen(true)] out DnsEndPoint? value, [NotNullWhen(false)] out string? error)
    {
        var colon = text.LastIndexOf(':');
        var host = colon < 0 ? text : text[..colon];
        var valid = HostName.IsValid(host) || IPAddress.TryParse(host, out _);
        value = valid && colon > 0 && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and < 65536
            ? new DnsEndPoint(host, port)
            : null;
        error = value is null ? $"'{text}' is no node; write HOST:PORT, as in node-1.example.org:4053" : null;
        return value is not null;
    }

    protected override string Format(DnsEndPoint value) => string.Create(CultureInfo.InvariantCulture, $"{value.Host}:{value.Port}");
}

/// <summary>Addresses of collectors.</summary>
internal sealed class CollectorKind : TextKind<Uri>
{
    public override JsonObject Schema() => new() { ["type"] = "string", ["format"] = "uri" };

    protected override bool TryRead(string text, [NotNullWhen(true)] out Uri? value, [NotNullWhen(false)] out string? error)
    {
        error = Uri.TryCreate(text, UriKind.Absolute, out value) && value.Scheme is "http" or "https" && value.Query.Length == 0
            ? null
            : $"'{Redaction.Url(text)}' is no address of a collector; write http://HOST:PORT or https://HOST:PORT";
        return error is null;
    }

    protected override string Format(Uri value) => value.OriginalString;
}
