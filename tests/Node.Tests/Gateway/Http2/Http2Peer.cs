using System.Net.Security;
using System.Text;
using ActorProxy.Actors.Tests.Harness;

namespace ActorProxy.Node.Tests.Gateway.Http2;

/// <summary>A client of HTTP/2 that sends the frames that the test says, and none by itself.</summary>
internal sealed class Http2Peer(Peer peer) : IDisposable
{
    public static ReadOnlySpan<byte> Magic => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>SETTINGS with an initial window, for streams, of this size (RFC 9113 section 6.5.2).</summary>
    public static byte[] Settings(int window) =>
        Frame(4, 0, 0, [0, 4, (byte)(window >> 24), (byte)(window >> 16), (byte)(window >> 8), (byte)window]);

    /// <summary>A connection with TLS that has agreed on HTTP/2, and has sent nothing of it.</summary>
    public static async Task<Http2Peer> ConnectAsync(Http2Proxy proxy) => new(await Peer.ConnectTlsAsync(
        proxy.Gateway.Node.Listeners.EndPoints[TestRoutes.Listener], "localhost", options =>
            options.ApplicationProtocols = [SslApplicationProtocol.Http2]));

    /// <summary>A connection whose streams may be sent so many bytes each.</summary>
    public static async Task<Http2Peer> ConnectAsync(Http2Proxy proxy, int window)
    {
        var client = await ConnectAsync(proxy);
        await client.SendAsync([.. Magic, .. Settings(window)]);
        return client;
    }

    public Task SendAsync(byte[] bytes) => peer.SendAsync(bytes);

    /// <summary>HEADERS of a GET, which end the request. Fields are literals without indexing (RFC 7541 section 6.2.2).</summary>
    public Task GetAsync(int stream, string path) => SendAsync(Get(stream, path));

    /// <summary>As many of them at once: none meets a connection that the proxy has closed for one before.</summary>
    public Task GetAsync(IEnumerable<int> streams, string path) => SendAsync([.. streams.SelectMany(stream => Get(stream, path))]);

    public Task PingAsync() => SendAsync(Frame(6, 0, 0, new byte[8]));

    public Task ResetAsync(int stream) => SendAsync(Frame(3, 0, stream, [0, 0, 0, 8]));

    /// <summary>The next frame of one of these types; others are passed over.</summary>
    public async Task<(byte Type, byte Flags, int Stream, byte[] Payload)> ReadAsync(params byte[] types)
    {
        while (true)
        {
            var header = await peer.ReadAsync(9);
            var payload = await peer.ReadAsync(header[0] << 16 | header[1] << 8 | header[2]);
            if (types.Contains(header[3]))
                return (header[3], header[4], header[5] << 24 | header[6] << 16 | header[7] << 8 | header[8], payload);
        }
    }

    /// <summary>Reads up to the end of the connection.</summary>
    public Task ReadToEndAsync() => peer.ReadToEndAsync();

    public void Dispose() => peer.Dispose();

    private static byte[] Get(int stream, string path) =>
        Frame(1, 5, stream, [0x82, 0x87, .. Literal(4, path), .. Literal(1, "localhost")]);

    private static byte[] Frame(byte type, byte flags, int stream, byte[] payload) =>
    [
        (byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, type, flags,
        (byte)(stream >> 24), (byte)(stream >> 16), (byte)(stream >> 8), (byte)stream, .. payload,
    ];

    private static byte[] Literal(byte name, string value) => [name, (byte)value.Length, .. Encoding.ASCII.GetBytes(value)];
}
