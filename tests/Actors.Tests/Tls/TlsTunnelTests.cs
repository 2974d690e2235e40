using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Tests.Tls;

/// <summary>Tunnels whose client speaks TLS: how they end, and what they hold.</summary>
public abstract class TlsTunnelTests : IDisposable
{
    private readonly TransportKind _transport;
    private readonly TestCertificates _certificates = new();
    private readonly ScriptedBackend _backend = new();

    protected TlsTunnelTests(TransportKind transport) => _transport = transport;

    public void Dispose()
    {
        _certificates.Dispose();
        _backend.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact] // RFC 6455 section 7.1.1, RFC 8446 section 6.1
    public async Task A_client_that_has_closed_its_half_still_gets_what_the_backend_sends()
    {
        await using var proxy = await StartAsync();
        var (client, upstream) = await OpenAsync(proxy);

        await client.SendAsync(Frame.CloseFromClient(1000));
        await client.FinishTlsAsync();
        Assert.True((await upstream.ReadFrameAsync()).IsClose);
        await upstream.SendAsync(Frame.FromBackend("last words"));
        await upstream.SendAsync(Frame.CloseFromBackend(1000));
        upstream.Finish();
        Assert.False((await upstream.ReadToEndAsync()).Reset);

        Assert.Equal("last words", (await client.ReadFrameAsync()).Text);
        Assert.True((await client.ReadFrameAsync()).IsClose);
        Assert.False((await client.ReadToEndAsync()).Reset);
        Assert.Equal(TerminationReason.Closed, (await proxy.Log.FirstAsync<ClosedEvent>()).End.Reason);
        await proxy.DrainedAsync();
    }

    [Fact]
    public async Task A_backend_that_is_lost_is_told_with_a_Close_frame_inside_TLS()
    {
        await using var proxy = await StartAsync();
        var (client, upstream) = await OpenAsync(proxy);

        upstream.Reset();

        Assert.Equal(1014, (await client.ReadFrameAsync()).CloseCode);
        Assert.False((await client.ReadToEndAsync()).Reset);
        await client.FinishTlsAsync();
        Assert.Equal(TerminationReason.BackendLost, (await proxy.Log.FirstAsync<ClosedEvent>()).End.Reason);
        await proxy.DrainedAsync();
    }

    [Fact]
    public async Task A_client_that_is_reset_loses_the_tunnel()
    {
        await using var proxy = await StartAsync();
        var (client, upstream) = await OpenAsync(proxy);

        client.Reset();

        await upstream.ReadToEndAsync();
        upstream.Dispose();
        Assert.Equal(TerminationReason.ClientLost, (await proxy.Log.FirstAsync<ClosedEvent>()).End.Reason);
        await proxy.DrainedAsync();
    }

    [Fact]
    public async Task A_node_that_stops_closes_with_1001_inside_TLS()
    {
        await using var proxy = await StartAsync();
        var (client, upstream) = await OpenAsync(proxy);

        var list = await proxy.ListAsync();
        proxy.Node.Directory.Tell(new CloseById(list.Connections.Single().Info.Id, CloseCommand.For(TerminationReason.NodeShutdown)),
            Akka.Actor.ActorRefs.NoSender);

        Assert.Equal(1001, (await client.ReadFrameAsync()).CloseCode);
        Assert.Equal(1001, (await upstream.ReadFrameAsync()).CloseCode);
        await client.SendAsync(Frame.CloseFromClient(1001));
        await upstream.SendAsync(Frame.CloseFromBackend(1001));
        await client.FinishTlsAsync();
        upstream.Finish();
        Assert.Equal(TerminationReason.NodeShutdown, (await proxy.Log.FirstAsync<ClosedEvent>()).End.Reason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_peer_that_does_not_read_stops_the_sender_and_no_byte_is_lost(bool fromClient)
    {
        const int Chunk = 64 * 1024, Offered = 256 << 20;
        await using var proxy = await StartAsync();
        var (client, upstream) = await OpenAsync(proxy);
        var (sender, receiver) = fromClient ? (client, upstream) : (upstream, client);
        // One binary message of 1 GiB: its header, and then what Byte says.
        byte[] header = [0x82, (byte)(fromClient ? 0xFF : 0x7F), 0, 0, 0, 0, 0x40, 0, 0, 0, .. fromClient ? new byte[4] : []];
        await sender.SendAsync(header);
        await receiver.ReadAsync(header.Length);

        long sent = 0;
        var finish = new TaskCompletionSource();
        var sending = Task.Run(async () =>
        {
            while (Volatile.Read(ref sent) < Offered && !finish.Task.IsCompleted)
            {
                await sender.SendAsync(BytesAt(sent, Chunk));
                Volatile.Write(ref sent, sent + Chunk);
            }
        });
        var stopped = await StillAsync(() => Volatile.Read(ref sent));
        Assert.InRange(stopped, 1, Offered / 4);
        var tunnel = (await proxy.ListAsync()).Connections.Single();
        // What the relay took beyond what the receiver's kernel has is at most its buffer.
        Assert.InRange(fromClient ? tunnel.Traffic.BytesFromClient : tunnel.Traffic.BytesFromBackend, header.Length, stopped + Chunk);

        finish.SetResult();
        long received = 0;
        while (!sending.IsCompleted || received < Volatile.Read(ref sent))
        {
            var read = await receiver.ReadAsync(Chunk);
            Assert.True(read.AsSpan().SequenceEqual(BytesAt(received, Chunk)), $"wrong bytes behind {received}");
            received += Chunk;
        }
        await sending;
        Assert.Equal(sent, received);
        client.Dispose();
        upstream.Dispose();
    }

    private static byte[] BytesAt(long position, int count)
    {
        var bytes = new byte[count];
        for (var i = 0; i < count; i++)
            bytes[i] = (byte)((position + i) % 251);
        return bytes;
    }

    private static async Task<long> StillAsync(Func<long> number)
    {
        var (last, same) = (-1L, 0);
        await Wait.UntilAsync(
            () =>
            {
                var now = number();
                same = now == last && now > 0 ? same + 1 : 0;
                last = now;
                return same == 60;
            },
            "the sender stops");
        return last;
    }

    private Task<TestProxy> StartAsync() => TestProxy.StartAsync(
        TlsListeners.Options(new ListenerTlsOptions { Certificates = [_certificates.Write("web", "localhost")] }, _transport,
            _backend.Url));

    private async Task<(Peer Client, Peer Upstream)> OpenAsync(TestProxy proxy)
    {
        var client = await Peer.ConnectTlsAsync(proxy.EndPoint, "localhost");
        await client.SendAsync(Handshakes.Request());
        var (upstream, _) = await _backend.AcceptRequestAsync();
        await upstream.SendAsync(Handshakes.Switching);
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        return (client, upstream);
    }

    public sealed class OnEpoll() : TlsTunnelTests(TransportKind.Auto);

    public sealed class OnSockets() : TlsTunnelTests(TransportKind.Sockets);
}
