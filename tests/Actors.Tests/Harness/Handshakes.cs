namespace ActorProxy.Actors.Tests.Harness;

/// <summary>The handshake of RFC 6455 section 1.3 as bytes.</summary>
internal static class Handshakes
{
    public const string Accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    public static readonly string Switching = Response();

    /// <summary>A valid upgrade request.</summary>
    /// <param name="fields">Further field lines.</param>
    public static string Request(string path = "/", string host = "example.com", params string[] fields) => string.Join("\r\n",
    [
        $"GET {path} HTTP/1.1", $"Host: {host}", "Upgrade: websocket", "Connection: Upgrade",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Version: 13", .. fields, "", "",
    ]);

    /// <summary>The 101 that answers it.</summary>
    public static string Response(params string[] fields) => string.Join("\r\n",
    [
        "HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade", $"Sec-WebSocket-Accept: {Accept}", .. fields, "",
        "",
    ]);
}
