using System.Security.Cryptography;
using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.WebSockets.Handshake;

/// <summary>A WebSocket's opening handshake on a stream of HTTP/2 (RFC 8441), made one of HTTP/1.1 and back.</summary>
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

    /// <summary>The 200 of a validated 101.</summary>
    public static ResponseHead Accepted(UpgradeAccepted accepted) =>
        new(200, "OK", [.. accepted.Passed.Where(f => !Is(f, "Sec-WebSocket-Accept"))]);

    /// <summary>Whether a backend's ordinary answer may be relayed: any 2xx would open the stream (RFC 9110 section 9.3.6).</summary>
    public static bool CanRelay(int status) => status >= 300;

    /// <summary>The head of an answer, a backend's or ours, that opens no WebSocket.</summary>
    public static ResponseHead Refused(ResponseHead head) => head with { Fields = HopByHop.Strip(head.Fields) };

    private static bool Is(HeaderField field, string name) => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase);
}
