using System.Net.Security;
using System.Text;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Node.Tests.Gateway.Http2;

/// <summary>What a client is told of WebSockets on streams, and what becomes of requests that go beyond it.</summary>
public abstract class WebSocketSettingTests(TransportKind transport)
{
    [Fact] // RFC 8441 section 3: a client may use it only where it was told so.
    public async Task Where_it_is_off_no_client_is_told_of_it()
    {
        using var backend = new ScriptedBackend();
        foreach (var allowed in (bool[])[true, false])
        {
            await using var proxy = await Http2Proxy.StartAsync(
                TestRoutes.Pool(backend.Url), transport, tls => tls with { WebSocketOverHttp2 = allowed });
            using var client = await Peer.ConnectTlsAsync(proxy.Gateway.Node.Listeners.EndPoints[TestRoutes.Listener], "localhost",
                options => options.ApplicationProtocols = [SslApplicationProtocol.Http2]);
            // The preface and empty SETTINGS (RFC 9113 section 3.4).
            await client.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
            await client.SendAsync(new byte[] { 0, 0, 0, 4, 0, 0, 0, 0, 0 });

            var header = await client.ReadAsync(9);
            Assert.Equal(4, header[3]);
            var settings = (await client.ReadAsync(header[1] << 8 | header[2])).Chunk(6).ToDictionary(s => s[1], s => s[5]);
            Assert.Equal(allowed ? 1 : 0, settings.GetValueOrDefault((byte)8));
        }
    }

    [Theory] // RFC 8441 section 3, RFC 9113 section 8.1.1
    [InlineData("websocket", false, 3)]
    [InlineData("connect-udp", true, 1)]
    public async Task What_is_not_allowed_is_reset_and_what_is_unknown_is_answered(string protocol, bool allowed, byte frame)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await Http2Proxy.StartAsync(
            TestRoutes.Pool(backend.Url), transport, tls => tls with { WebSocketOverHttp2 = allowed });
        using var client = await Peer.ConnectTlsAsync(proxy.Gateway.Node.Listeners.EndPoints[TestRoutes.Listener], "localhost",
            options => options.ApplicationProtocols = [SslApplicationProtocol.Http2]);
        await client.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        // Literals with new names (RFC 7541 section 6.2.2).
        (string Name, string Value)[] named =
        [
            (":method", "CONNECT"), (":protocol", protocol), (":scheme", "https"), (":path", "/chat"), (":authority", "localhost"),
            ("sec-websocket-version", "13"),
        ];
        byte[] fields = [.. named.SelectMany(f =>
            (byte[])[0, (byte)f.Name.Length, .. Encoding.ASCII.GetBytes(f.Name), (byte)f.Value.Length,
                .. Encoding.ASCII.GetBytes(f.Value)])];
        await client.SendAsync((byte[])[0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, (byte)fields.Length, 1, 4, 0, 0, 0, 1, .. fields]);

        var (type, payload) = await StreamFrameAsync(client);

        Assert.Equal(frame, type);
        if (!allowed)
            Assert.Equal([0, 0, 0, 1], payload); // PROTOCOL_ERROR
        else
            Assert.Equal(TerminationReason.MethodNotAllowed, (await proxy.Log.FirstAsync<ServedRequest>()).Reason);
        Assert.False(backend.HasConnection);
    }

    /// <summary>The first frame of a stream.</summary>
    private static async Task<(byte Type, byte[] Payload)> StreamFrameAsync(Peer client)
    {
        while (true)
        {
            var header = await client.ReadAsync(9);
            var payload = await client.ReadAsync(header[1] << 8 | header[2]);
            if (header[8] != 0)
                return (header[3], payload);
        }
    }

    public sealed class OnEpoll() : WebSocketSettingTests(TransportKind.Auto);

    public sealed class OnSockets() : WebSocketSettingTests(TransportKind.Sockets);
}
