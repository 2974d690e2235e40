using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Tunnels.Messages;
using ActorProxy.Shared.WebSockets;
using Akka.Actor;
using Akka.Streams.Dsl;
using Akka.Streams.Implementation;

namespace ActorProxy.Actors.Tests.Tunnels.Messages;

public sealed class MessageTunnelTests
{
    private static readonly CloseFrame Normal = new(1000, "done");

    [Fact]
    public async Task Messages_pass_both_ways_and_only_those_to_the_backend_are_masked()
    {
        // RFC 6455 section 5.1
        await using var rig = await TunnelRig.OpenAsync();
        await rig.Client.SendTextAsync("hello");
        var request = await rig.Backend.ReadFrameAsync();
        await rig.Backend.SendAsync(Frames.Binary(300));
        var answer = await rig.Client.ReadFrameAsync();

        request.IsText("hello");
        Assert.NotNull(request.Header.MaskingKey);
        Assert.Equal(Frames.Binary(300).Payload.ToArray(), answer.Payload);
        Assert.Equal(Opcode.Binary, answer.Header.Opcode);
        Assert.Null(answer.Header.MaskingKey);
    }

    [Fact]
    public async Task Each_frame_to_the_backend_has_a_masking_key_of_its_own()
    {
        // RFC 6455 section 5.3
        await using var rig = await TunnelRig.OpenAsync();
        var keys = new HashSet<uint>();
        for (var i = 0; i < 8; i++)
        {
            await rig.Client.SendTextAsync("same");
            keys.Add((await rig.Backend.ReadFrameAsync()).Header.MaskingKey!.Value);
        }
        // Eight random keys of 32 bits are the same once in a billion runs.
        Assert.Equal(8, keys.Count);
    }

    [Fact]
    public async Task A_tunnel_is_one_stream_actor()
    {
        await using var rig = await TunnelRig.OpenAsync();
        var streams = await rig.Materializer.Supervisor.Ask<StreamSupervisor.Children>(
            StreamSupervisor.GetChildren.Instance, TimeSpan.FromSeconds(10));

        // The other is that of the loop's relays.
        Assert.Equal(2, streams.Refs.Count);
    }

    [Fact]
    public async Task A_filter_edits_messages()
    {
        var upper = TestFilter.FromClient(m => Frames.Text(Frames.TextOf(m).ToUpperInvariant()));
        await using var rig = await TunnelRig.OpenAsync(new TunnelSettings { Filter = upper });
        await rig.Client.SendTextAsync("quiet");
        await rig.Backend.SendTextAsync("quiet");

        (await rig.Backend.ReadFrameAsync()).IsText("QUIET");
        (await rig.Client.ReadFrameAsync()).IsText("quiet");
    }

    [Fact]
    public async Task A_filter_drops_messages_and_the_rest_keeps_its_order()
    {
        var filter = new TestFilter(_ => Flow.Create<WebSocketMessage>().Where(m => Frames.TextOf(m) != "secret"));
        await using var rig = await TunnelRig.OpenAsync(new TunnelSettings { Filter = filter });
        foreach (var text in (string[])["one", "secret", "secret", "two"])
            await rig.Client.SendTextAsync(text);

        (await rig.Backend.ReadFrameAsync()).IsText("one");
        (await rig.Backend.ReadFrameAsync()).IsText("two");
    }

    [Fact]
    public async Task Filters_see_messages_in_the_order_in_which_the_route_names_them()
    {
        var longer = TestFilter.FromClient(m => Frames.Text(Frames.TextOf(m) + "!"));
        var settings = new TunnelSettings { Filter = longer, MaxMessageSize = 5, Names = ["size-limit", "test", "log"] };
        await using var rig = await TunnelRig.OpenAsync(settings);
        await rig.Client.SendTextAsync("12345");

        (await rig.Backend.ReadFrameAsync()).IsText("12345!");
    }

    [Fact]
    public async Task Fragments_become_one_frame_and_a_ping_between_them_goes_ahead()
    {
        // RFC 6455 section 5.4
        await using var rig = await TunnelRig.OpenAsync();
        await rig.Client.SendAsync(Frames.Raw(Opcode.Text, final: false, "ab"u8.ToArray(), 7));
        await rig.Client.SendAsync(Frames.Raw(Opcode.Continuation, final: false, "cd"u8.ToArray(), 8));
        await rig.Client.SendAsync(new PingFrame("are you there"u8.ToArray()));
        await rig.Client.SendAsync(Frames.Raw(Opcode.Continuation, final: true, "ef"u8.ToArray(), 9));

        var ping = await rig.Backend.ReadFrameAsync();
        Assert.Equal(Opcode.Ping, ping.Header.Opcode);
        Assert.Equal("are you there", ping.Text);
        (await rig.Backend.ReadFrameAsync()).IsText("abcdef");
    }

    [Fact]
    public async Task Pings_and_pongs_pass_beside_a_filter_that_drops_everything()
    {
        // RFC 6455 section 5.5.2
        var deaf = new TestFilter(_ => Flow.Create<WebSocketMessage>().Where(_ => false));
        await using var rig = await TunnelRig.OpenAsync(new TunnelSettings { Filter = deaf });
        await rig.Client.SendTextAsync("unheard");
        await rig.Client.SendAsync(new PingFrame("p"u8.ToArray()));
        var ping = await rig.Backend.ReadFrameAsync();
        await rig.Backend.SendAsync(new PongFrame(ping.Payload));
        var pong = await rig.Client.ReadFrameAsync();

        Assert.Equal((Opcode.Ping, "p"), (ping.Header.Opcode, ping.Text));
        Assert.Equal((Opcode.Pong, "p"), (pong.Header.Opcode, pong.Text));
    }

    [Fact]
    public async Task Bytes_that_came_with_the_heads_are_decoded_first()
    {
        await using var rig = await TunnelRig.OpenAsync(new TunnelSettings
        {
            EarlyFromDownstream = [.. Frames.Encode(Frames.Text("first"), 5), 0x81, 0x86, 0, 0],
            EarlyFromUpstream = Frames.Encode(Frames.Text("welcome")),
        });
        await rig.Client.SendAsync((byte[])[0, 0, .. "second"u8]);

        (await rig.Client.ReadFrameAsync()).IsText("welcome");
        (await rig.Backend.ReadFrameAsync()).IsText("first");
        (await rig.Backend.ReadFrameAsync()).IsText("second");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(FrameWriter.PieceLength - 8)]
    [InlineData(FrameWriter.PieceLength)]
    [InlineData(65536)]
    [InlineData(16 * 1024 * 1024)]
    public async Task Messages_of_any_length_up_to_the_limit_pass_unchanged(int length)
    {
        await using var rig = await TunnelRig.OpenAsync(new TunnelSettings { MaxMessageSize = 16 * 1024 * 1024 });
        var message = Frames.Binary(length);
        var sent = rig.Client.SendAsync(message);
        var received = await rig.Backend.ReadFrameAsync();
        await sent;
        Assert.True(received.Payload.AsSpan().SequenceEqual(message.Payload.Span));
        sent = rig.Backend.SendAsync(message);
        received = await rig.Client.ReadFrameAsync();
        await sent;
        Assert.True(received.Payload.AsSpan().SequenceEqual(message.Payload.Span));
    }

    [Fact]
    public async Task Traffic_counts_frames_with_their_headers_and_messages_without_control_frames()
    {
        await using var rig = await TunnelRig.OpenAsync();
        await rig.Client.SendTextAsync("12345");
        await rig.Client.SendAsync(new PingFrame("1"u8.ToArray()));
        await rig.Backend.SendTextAsync("123");
        await rig.Client.ReadFrameAsync();
        await rig.Backend.ReadFrameAsync();
        await rig.Backend.ReadFrameAsync();

        var expected = new Traffic(6 + 5 + 6 + 1, 2 + 3, 1, 1);
        Assert.Equal(expected, rig.Tunnel.Traffic);
        Assert.Equal(expected, rig.Control.Traffic);
        Assert.Equal(expected, rig.Metrics.Total);
    }

    [Fact]
    public async Task A_backend_that_stops_reading_stops_the_client_and_nothing_is_lost()
    {
        const int most = 64 * 1024 * 1024;
        var passed = 0;
        var counting = TestFilter.FromClient(m =>
        {
            passed++;
            return m;
        });
        await using var rig = await TunnelRig.OpenAsync(new TunnelSettings { Filter = counting, PeerBuffer = 128 * 1024 });
        var frame = Frames.Encode(Frames.Binary(50_000), 99);
        rig.Client.Socket.Blocking = false;
        var sent = 0;
        var stuck = 0;
        // Stuck: the loop has had its turn many times, and the socket still takes nothing.
        while (stuck < 100 && sent < most)
        {
            var piece = frame.AsSpan(sent % frame.Length);
            sent += Math.Max(0, rig.Client.Socket.Send(piece, System.Net.Sockets.SocketFlags.None, out var error));
            stuck = error == System.Net.Sockets.SocketError.WouldBlock ? stuck + 1 : 0;
            if (stuck > 0)
                await rig.OnLoopAsync(() => { });
        }
        Assert.True(sent < most, "The client was never stopped.");

        rig.Client.Socket.Blocking = true;
        var rest = rig.Client.SendAsync(frame.AsMemory(sent % frame.Length));
        var messages = sent / frame.Length + 1;
        for (var i = 0; i < messages; i++)
            Assert.True((await rig.Backend.ReadFrameAsync()).Payload.AsSpan().SequenceEqual(Frames.Binary(50_000).Payload.Span));
        await rest;
        Assert.Equal(messages, passed);
    }

    [Fact]
    public async Task A_close_frame_passes_with_code_and_reason_after_everything_before_it()
    {
        // RFC 6455 section 5.5.1
        await using var rig = await TunnelRig.OpenAsync();
        await rig.Client.SendTextAsync("last words");
        await rig.Client.SendAsync(Normal);
        (await rig.Backend.ReadFrameAsync()).IsText("last words");
        (await rig.Backend.ReadFrameAsync()).IsClose(1000, "done");
        await rig.Backend.SendAsync(new CloseFrame(4001, "so be it"));
        (await rig.Client.ReadFrameAsync()).IsClose(4001, "so be it");
    }
}
