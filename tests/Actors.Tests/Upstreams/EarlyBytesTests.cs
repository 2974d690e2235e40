using System.Text;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;

namespace ActorProxy.Actors.Tests.Upstreams;

/// <summary>Bytes that come right behind either head are neither lost nor misplaced.</summary>
public abstract class EarlyBytesTests(TransportKind transport)
{
    [Theory] // RFC 6455 section 4.2.1 with RFC 9112 section 2: nothing goes through before both sides have switched
    [InlineData("")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n")]
    public async Task Early_bytes_of_the_client_wait_for_the_101(string before)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(transport, backend.Url);
        using var client = await proxy.ConnectAsync();
        byte[] early = [.. Frame.FromClient("one"), .. Frame.FromClient("two")];
        await client.SendAsync((byte[])[.. Encoding.ASCII.GetBytes(Handshakes.Request()), .. early]);
        var (upstream, _) = await backend.AcceptRequestAsync();
        byte[] later = Frame.FromClient("three");
        await client.SendAsync(later);

        await upstream.SendAsync(before);
        await proxy.TurnAsync();
        Assert.Equal(0, upstream.Available);
        Assert.Equal(0, client.Available);

        await upstream.SendAsync(before.StartsWith("HTTP/1.1 101") ? Handshakes.Switching[before.Length..] : Handshakes.Switching);
        await upstream.SendAsync(Frame.FromBackend("hello"));
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        Assert.Equal((byte[])[.. early, .. later], await upstream.ReadAsync(early.Length + later.Length));
        Assert.Equal("hello", (await client.ReadFrameAsync()).Text);
        upstream.Dispose();
    }

    [Fact]
    public async Task Frames_right_behind_the_101_come_right_behind_the_101()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(transport, backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());
        var (upstream, _) = await backend.AcceptRequestAsync();

        byte[] first = Frame.FromBackend("first");
        // The last frame is split: its rest comes in a segment of its own.
        await upstream.SendAsync((byte[])[.. Encoding.ASCII.GetBytes(Handshakes.Switching), .. first, .. first[..3]]);
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        Assert.Equal("first", (await client.ReadFrameAsync()).Text);
        await upstream.SendAsync(first.AsMemory(3));

        Assert.Equal("first", (await client.ReadFrameAsync()).Text);
        upstream.Dispose();
        Assert.Equal(1014, (await client.ReadFrameAsync()).CloseCode);
        client.Finish();
        Assert.Equal(2, (await proxy.Log.FirstAsync<ClosedEvent>()).Traffic.MessagesFromBackend);
    }

    public sealed class OnEpoll() : EarlyBytesTests(TransportKind.Auto);

    public sealed class OnSockets() : EarlyBytesTests(TransportKind.Sockets);
}
