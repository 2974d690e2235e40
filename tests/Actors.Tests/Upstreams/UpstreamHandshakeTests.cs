using System.Net;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Actors.Tls;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;
using ActorProxy.Transport;
using ActorProxy.Transport.Sockets;
using Akka.Event;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Upstreams;

/// <summary>What an attempt does about names; all else is seen through a whole proxy.</summary>
public sealed class UpstreamHandshakeTests : IDisposable
{
    private static readonly UpstreamOffer Offer = new("GET / HTTP/1.1\r\n\r\n"u8.ToArray(),
        new UpgradeRequest("dGhlIHNhbXBsZSBub25jZQ==", "example.com", "/", "/", [], null, HeaderFields.Empty), false);

    private readonly FakeTimeProvider _time = new();
    private readonly HandshakeOptions _limits = new();
    private readonly SocketTransport _transport;
    private readonly TaskCompletionSource<IPAddress[]> _addresses = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly NodeTls _tls;

    public UpstreamHandshakeTests()
    {
        _transport = new SocketTransport(new TransportOptions(1, 4096), _time, e => throw e);
        _tls = new NodeTls(new ProxyOptions(), _time, NoLogger.Instance);
    }

    private EventLoop Loop => _transport.Loops[0];

    public void Dispose()
    {
        _tls.Dispose();
        _transport.Dispose();
    }

    [Fact]
    public async Task A_name_that_takes_too_long_to_resolve_is_a_connect_timeout()
    {
        var (_, running) = Start(80);
        await _asked.Task.WaitAsync(Peer.Timeout);
        await OnLoopAsync(() => { });

        _time.Advance(_limits.ConnectTimeout + TimeSpan.FromMilliseconds(200));
        await OnLoopAsync(() => { });

        // The resolver has still not answered.
        var error = await Assert.ThrowsAsync<UpstreamException>(() => running.WaitAsync(Peer.Timeout));
        Assert.Equal(TerminationReason.BackendConnectTimeout, error.Reason);
    }

    [Fact]
    public async Task An_attempt_that_is_cancelled_does_not_wait_for_the_resolver()
    {
        var (attempt, running) = Start(80);
        await _asked.Task.WaitAsync(Peer.Timeout);

        await OnLoopAsync(attempt.Cancel);

        await Assert.ThrowsAsync<UpstreamException>(() => running.WaitAsync(Peer.Timeout));
    }

    [Fact]
    public async Task An_address_that_refuses_is_followed_by_the_names_next_one()
    {
        using var backend = new ScriptedBackend();
        // 127.0.0.2 is this machine, too, but nobody listens there.
        _addresses.SetResult([IPAddress.Parse("127.0.0.2"), IPAddress.Loopback]);

        var (_, running) = Start(backend.EndPoint.Port);

        var (peer, _) = await backend.AcceptRequestAsync();
        await peer.SendAsync(Handshakes.Switching);
        var reply = await running.WaitAsync(Peer.Timeout);
        Assert.IsType<UpgradeAccepted>(reply.Answer);
        await OnLoopAsync(reply.Drop);
        Assert.True((await peer.ReadToEndAsync()).Reset);
    }

    [Fact]
    public async Task A_reply_that_nobody_takes_is_dropped_with_its_attempt()
    {
        using var backend = new ScriptedBackend();
        _addresses.SetResult([IPAddress.Loopback]);
        var (attempt, running) = Start(backend.EndPoint.Port);
        var (peer, _) = await backend.AcceptRequestAsync();
        await peer.SendAsync(Handshakes.Switching);
        var reply = await running.WaitAsync(Peer.Timeout);

        await OnLoopAsync(attempt.Cancel);

        Assert.True((await peer.ReadToEndAsync()).Reset);
        Assert.Throws<InvalidOperationException>(reply.Take);
    }

    private (UpstreamHandshake Attempt, Task<UpstreamReply> Running) Start(int port)
    {
        var names = new ScriptedNames
        {
            Addresses = _ =>
            {
                _asked.TrySetResult();
                return _addresses.Task;
            },
        };
        var resolver = new AddressResolver(_time, names, () => ScriptedNames.Ttl);
        var started = new TaskCompletionSource<(UpstreamHandshake, Task<UpstreamReply>)>();
        Loop.Post(() =>
        {
            var attempt = new UpstreamHandshake(new Node(_transport, resolver, _tls, _limits, new ChannelOptions(TimeSpan.Zero)), Loop);
            started.SetResult((attempt, attempt.RunAsync(new BackendAddress("backend.example", port), Offer).AsTask()));
        });
        return started.Task.WaitAsync(Peer.Timeout).GetAwaiter().GetResult();
    }

    private async Task OnLoopAsync(Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Loop.Post(() =>
        {
            work();
            done.SetResult();
        });
        await done.Task.WaitAsync(Peer.Timeout);
    }

    private sealed record Node(
        ITransport Transport, AddressResolver Resolver, NodeTls Tls, HandshakeOptions Handshake,
        ChannelOptions ChannelOptions) : IUpstreamContext
    {
        public IUpstreamStreams Streams => throw new NotSupportedException();
    }
}
