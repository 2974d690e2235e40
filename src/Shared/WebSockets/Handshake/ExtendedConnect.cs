using System.Security.Cryptography;
using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.WebSockets.Handshake;

/// <summary>A WebSocket's opening handshake on a stream of HTTP/2 (RFC 8441), made one of HTTP/1.1 and back, on either side.</summary>
public static class ExtendedConnect
{
    /// <summary>
    /// The upgrade that the request stands for, to be judged by <see cref="UpgradeRequestRules"/>. HTTP/2 has no use for a key
    /// (section 5.1): the one for the backend is ours, and a client's is dropped.
    /// </summary>
    /// <param name="connect">
    /// A CONNECT whose <c>:protocol</c> is <c>websocket</c>; <c>:path</c> is its target, <c>:authority</c> its Host.
    /// </param>
    public static RequestHead ToUpgrade(RequestHead connect) => new("GET", connect.Target,
    [
        .. connect.Fields.Where(f => !Is(f, "Sec-WebSocket-Key")),
        new("Upgrade", "websocket"),
        new("Connection", "Upgrade"),
        new("Sec-WebSocket-Key", Convert.ToBase64String(RandomNumberGenerator.GetBytes(16))),
    ]);

    /// <summary>
    /// The CONNECT that stands for an upgrade to a backend, whose <c>:protocol</c> is <c>websocket</c>: without what is of HTTP/1.1 alone,
    /// and without a key (section 5.1). Its target is <c>:path</c>, its Host <c>:authority</c>.
    /// </summary>
    public static RequestHead FromUpgrade(RequestHead upgrade) =>
        new("CONNECT", upgrade.Target, HopByHop.Strip(upgrade.Fields, static f => !Is(f, "Sec-WebSocket-Key")));

    /// <summary>The 101 that a backend's 200 stands for, to be judged by <see cref="UpgradeResponseRules"/>.</summary>
    /// <param name="sent">The client's request, whose key the backend has not seen.</param>
    internal static ResponseHead ToSwitching(ResponseHead connected, UpgradeRequest sent) => new(101, "Switching Protocols",
    [
        new("Upgrade", "websocket"),
        new("Connection", "Upgrade"),
        new("Sec-WebSocket-Accept", AcceptKey.Compute(sent.Key)),
        .. HopByHop.Strip(connected.Fields, static f => !Is(f, "Sec-WebSocket-Accept")),
    ])
    {
        IsHttp20 = true,
    };

    /// <summary>The 200 of a validated 101.</summary>
    public static ResponseHead Accepted(UpgradeAccepted accepted) =>
        new(200, "OK", [.. accepted.Passed.Where(f => !Is(f, "Sec-WebSocket-Accept"))]);

    /// <summary>Whether a backend's ordinary answer may be relayed: any 2xx would open the stream (RFC 9110 section 9.3.6).</summary>
    public static bool CanRelay(int status) => status >= 300;

    /// <summary>The head of an answer, a backend's or ours, that opens no WebSocket.</summary>
    public static ResponseHead Refused(ResponseHead head) => head with { Fields = HopByHop.Strip(head.Fields) };

    private static bool Is(HeaderField field, string name) => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
