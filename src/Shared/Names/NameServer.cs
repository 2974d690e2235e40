using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using ActorProxy.Shared.Settings;
using ActorProxy.Shared.Text;

namespace ActorProxy.Shared.Names;

/// <summary>A server of the DNS: <c>ADDRESS</c> or <c>ADDRESS:PORT</c>, with brackets around IPv6 before a port.</summary>
/// <param name="Port">1 to 65535, by UDP and TCP.</param>
public sealed record NameServer(IPAddress Address, int Port = NameServer.UsualPort) : ISettingText<NameServer>
{
    private const int UsualPort = 53;

    public static bool TryParse(string text, [NotNullWhen(true)] out NameServer? value, [NotNullWhen(false)] out string? error)
    {
        value = AddressText.TryParse(text, out var alone) ? new NameServer(alone)
            : text.LastIndexOf(':') is > 0 and var colon && AddressText.TryParse(text[..colon].Trim('[', ']'), out var address)
                && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)
                && port is > 0 and < 65536
                ? new NameServer(address, port)
                : null;
        error = value is null
            ? $"'{text}' is no name server; write ADDRESS or ADDRESS:PORT, as in 10.0.0.10, 10.0.0.10:5353 or [2001:db8::10]:53"
            : null;
        return value is not null;
    }

    public override string ToString() => Port == UsualPort ? $"{Address}" : $"{new IPEndPoint(Address, Port)}";
}
