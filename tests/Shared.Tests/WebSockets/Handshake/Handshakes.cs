using ActorProxy.Shared.Http;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Shared.Tests.WebSockets.Handshake;

/// <summary>A valid handshake (RFC 6455 section 1.3) for tests to change.</summary>
internal static class Handshakes
{
    public const string Key = "dGhlIHNhbXBsZSBub25jZQ==";
    public const string Accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    public static readonly RequestHead Request = new("GET", "/chat?x=1",
    [
        new("Host", "Server.example.com:8080"),
        new("Upgrade", "websocket"),
        new("Connection", "keep-alive, Upgrade"),
        new("Sec-WebSocket-Key", Key),
        new("Sec-WebSocket-Version", "13"),
        new("Sec-WebSocket-Protocol", "chat, superchat"),
        new("Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"),
        new("Origin", "http://example.com"),
    ]);

    public static readonly ResponseHead Response = new(101, "Switching Protocols",
    [
        new("Upgrade", "websocket"),
        new("Connection", "Upgrade"),
        new("Sec-WebSocket-Accept", Accept),
    ]);

    public static RequestHead With(this RequestHead head, string name, params string[] values) =>
        head with { Fields = Replaced(head.Fields, name, values) };

    public static ResponseHead With(this ResponseHead head, string name, params string[] values) =>
        head with { Fields = Replaced(head.Fields, name, values) };

    public static UpgradeRequest Accepted(RequestHead head) => Assert.IsType<UpgradeRequest>(UpgradeRequestRules.Check(head));

    private static HeaderFields Replaced(HeaderFields fields, string name, string[] values) =>
        [.. fields.Where(f => !f.Name.Equals(name, StringComparison.OrdinalIgnoreCase)), .. values.Select(v => new HeaderField(name, v))];
}
