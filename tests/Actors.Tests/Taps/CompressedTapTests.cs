using System.IO.Compression;
using System.Text;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;

namespace ActorProxy.Actors.Tests.Taps;

/// <summary>Taps on tunnels whose peers compress their messages (RFC 7692).</summary>
public sealed class CompressedTapTests
{
    private const string Words = "the same words again and again";

    [Fact]
    public async Task Messages_that_are_compressed_alone_are_shown_from_the_middle_of_the_stream()
    {
        await using var rig = await Rig.StartAsync("permessage-deflate; client_no_context_takeover; server_no_context_takeover");
        await rig.ExchangeAsync(new Deflater().Deflate(Words));
        var tap = await TapWatcher.StartAsync(rig.Proxy.Node, rig.Id);
        await rig.ExchangeAsync(new Deflater().Deflate(Words));

        var items = await tap.AtLeastAsync(2);
        Assert.Equal([Words, Words], items.Select(item => item.Text));
        Assert.All(items, item => Assert.True(item.Compressed));
    }

    [Fact]
    public async Task A_context_from_before_the_tap_is_not_known_until_a_message_needs_none()
    {
        await using var rig = await Rig.StartAsync("permessage-deflate");
        var deflater = new Deflater();
        await rig.ExchangeAsync(deflater.Deflate(Words));
        var tap = await TapWatcher.StartAsync(rig.Proxy.Node, rig.Id);
        foreach (var text in (string[])[Words, "0123456789", "0123456789"])
            await rig.ExchangeAsync(deflater.Deflate(text));

        // Each message went both ways.
        var items = await tap.AtLeastAsync(6);
        Assert.Equal([null, null, "0123456789", "0123456789", "0123456789", "0123456789"], items.Select(item => item.Text));
        Assert.Equal("compressed, from the middle of the stream: no text", items[0].Detail);
    }

    private sealed class Rig(TestProxy proxy, ScriptedBackend server, Peer client, Peer backend, string id) : IAsyncDisposable
    {
        public TestProxy Proxy => proxy;

        public string Id => id;

        public static async Task<Rig> StartAsync(string extension)
        {
            var server = new ScriptedBackend();
            var route = TestRoutes.Route(TestRoutes.Pool(server.Url));
            var proxy = await TestProxy.StartAsync(TestRoutes.Options(route) with { Tap = new TapOptions { Payload = true } });
            var client = await proxy.ConnectAsync();
            await client.SendAsync(Handshakes.Request(fields: $"Sec-WebSocket-Extensions: {extension}"));
            var (backend, _) = await server.AcceptRequestAsync();
            await backend.SendAsync(Handshakes.Response($"Sec-WebSocket-Extensions: {extension}"));
            Assert.Equal(101, (await client.ReadHeadAsync()).Status);
            return new Rig(proxy, server, client, backend, (await proxy.Log.FirstAsync<OpenedEvent>()).Connection.Id);
        }

        /// <summary>Sends a compressed text message one way, and then the other.</summary>
        public async Task ExchangeAsync(byte[] deflated)
        {
            await client.SendAsync(Frame.Bytes(0x41, deflated, masked: true));
            Assert.Equal(deflated, (await backend.ReadFrameAsync()).Payload);
            await backend.SendAsync(Frame.Bytes(0x41, deflated, masked: false));
            Assert.Equal(deflated, (await client.ReadFrameAsync()).Payload);
        }

        public async ValueTask DisposeAsync()
        {
            client.Dispose();
            backend.Dispose();
            server.Dispose();
            await proxy.DisposeAsync();
        }
    }

    private sealed class Deflater
    {
        private readonly MemoryStream _output = new();
        private readonly DeflateStream _deflate;

        public Deflater() => _deflate = new DeflateStream(_output, CompressionLevel.Optimal);

        public byte[] Deflate(string text)
        {
            _output.SetLength(0);
            _deflate.Write(Encoding.UTF8.GetBytes(text));
            _deflate.Flush();
            return _output.ToArray()[..^4];
        }
    }
}
