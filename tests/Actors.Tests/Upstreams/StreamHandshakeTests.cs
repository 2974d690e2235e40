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

/// <summary>The deadlines of an attempt by HTTP/2, and when it goes on by HTTP/1.1; all else is seen through a whole proxy.</summary>
public sealed class StreamHandshakeTests : IUpstreamContext, IUpstreamStreams, IDisposable
{
    private static readonly UpgradeRequest Request =
        new("dGhlIHNhbXBsZSBub25jZQ==", "example.com", "/", "/", [], null, HeaderFields.Empty);

    private static readonly UpstreamOffer Offer = new("GET / HTTP/1.1\r\n\r\n"u8.ToArray(), Request, false)
    {
        Connect = fields => new RequestHead("CONNECT", "/", fields),
    };

    private readonly FakeTimeProvider _time = new();
    private readonly SocketTransport _transport;
    private readonly AddressResolver _resolver;
    private readonly NodeTls _tls;
    private readonly TaskCompletionSource<(Action Connected, CancellationToken Ended)> _asked =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<StreamAnswer?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _mayOpen = true;
    private bool _heeds = true; // that a request is given up

    public StreamHandshakeTests()
    {
        _transport = new SocketTransport(new TransportOptions(1, 4096), _time, e => throw e);
        _resolver = new AddressResolver(_time, new ScriptedNames(), () => ScriptedNames.Ttl);
        _tls = new NodeTls(new ProxyOptions(), _time, NoLogger.Instance);
    }

    ITransport IUpstreamContext.Transport => _transport;

    AddressResolver IUpstreamContext.Resolver => _resolver;

    NodeTls IUpstreamContext.Tls => _tls;

    IUpstreamStreams IUpstreamContext.Streams => this;

    HandshakeOptions IUpstreamContext.Handshake { get; } = new();

    ChannelOptions IUpstreamContext.ChannelOptions { get; } = new(TimeSpan.Zero);

    private EventLoop Loop => _transport.Loops[0];

    private HandshakeOptions Limits => ((IUpstreamContext)this).Handshake;

    bool IUpstreamStreams.MayOpen(StreamEndpoint endpoint) => _mayOpen;

    Task<StreamAnswer?> IUpstreamStreams.OpenAsync(
        StreamEndpoint endpoint, RequestHead connect, EventLoop loop, Action connected, CancellationToken cancellation)
    {
        if (_heeds)
            cancellation.Register(() => _answer.TrySetCanceled(cancellation));
        _asked.SetResult((connected, cancellation));
        return _answer.Task;
    }

    public void Dispose()
    {
        _tls.Dispose();
        _resolver.Dispose();
        _transport.Dispose();
    }

    [Theory]
    [InlineData(false, TerminationReason.BackendConnectTimeout)]
    [InlineData(true, TerminationReason.BackendTimeout)]
    public async Task What_takes_too_long_is_what_it_is_on_a_connection_of_its_own(bool connects, TerminationReason reason)
    {
        var (_, running) = Start();
        var (connected, _) = await _asked.Task.WaitAsync(Peer.Timeout);
        if (connects)
            connected();
        await OnLoopAsync(() => { });
        var limit = connects ? Limits.ResponseTimeout : Limits.ConnectTimeout;
        _time.Advance(limit - TimeSpan.FromMilliseconds(500));
        await OnLoopAsync(() => { });
        Assert.False(running.IsCompleted);

        _time.Advance(TimeSpan.FromMilliseconds(900));
        await OnLoopAsync(() => { });

        var error = await Assert.ThrowsAsync<UpstreamException>(() => running.WaitAsync(Peer.Timeout));
        Assert.Equal(reason, error.Reason);
    }

    [Fact]
    public async Task An_attempt_that_is_cancelled_gives_the_request_up()
    {
        var (attempt, running) = Start();
        var (_, ended) = await _asked.Task.WaitAsync(Peer.Timeout);

        await OnLoopAsync(attempt.Cancel);

        await Assert.ThrowsAsync<UpstreamException>(() => running.WaitAsync(Peer.Timeout));
        Assert.True(ended.IsCancellationRequested);
    }

    [Fact]
    public async Task A_stream_that_comes_all_the_same_is_reset()
    {
        _heeds = false;
        var (attempt, running) = Start();
        await _asked.Task.WaitAsync(Peer.Timeout);
        await OnLoopAsync(attempt.Cancel);
        var channel = new FakeStream(Loop);

        _answer.SetResult(new StreamAnswer(channel, new ResponseHead(200, "", HeaderFields.Empty)));

        await Assert.ThrowsAsync<UpstreamException>(() => running.WaitAsync(Peer.Timeout));
        Assert.True(await channel.Reset.WaitAsync(Peer.Timeout));
    }

    [Fact]
    public async Task An_answer_that_breaks_the_rules_ends_the_stream()
    {
        var (_, running) = Start();
        await _asked.Task.WaitAsync(Peer.Timeout);
        var channel = new FakeStream(Loop);

        _answer.SetResult(new StreamAnswer(channel, new ResponseHead(204, "", HeaderFields.Empty)));

        var error = await Assert.ThrowsAsync<UpstreamException>(() => running.WaitAsync(Peer.Timeout));
        Assert.Equal(TerminationReason.BackendBadHandshake, error.Reason);
        Assert.True(await channel.Reset.WaitAsync(Peer.Timeout));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_backend_that_takes_none_is_asked_by_HTTP_1_1(bool isAsked)
    {
        using var backend = new ScriptedBackend();
        _mayOpen = isAsked;
        var (_, running) = Start(backend.EndPoint.Port);
        if (isAsked)
            _answer.SetResult(null);

        var (peer, _) = await backend.AcceptRequestAsync();
        await peer.SendAsync(Handshakes.Switching);

        var reply = await running.WaitAsync(Peer.Timeout);
        Assert.Equal(ProtocolVersion.Http11, Assert.IsType<UpgradeAccepted>(reply.Answer).Head.Version);
        Assert.Equal(isAsked, _asked.Task.IsCompleted);
        await OnLoopAsync(reply.Drop);
        peer.Dispose();
    }

    private (UpstreamHandshake Attempt, Task<UpstreamReply> Running) Start(int port = 80)
    {
        var started = new TaskCompletionSource<(UpstreamHandshake, Task<UpstreamReply>)>();
        Loop.Post(() =>
        {
            var attempt = new UpstreamHandshake(this, Loop);
            started.SetResult((attempt, attempt.RunAsync(new BackendAddress("127.0.0.1", port), Offer).AsTask()));
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

    /// <summary>A stream that nothing comes of.</summary>
    private sealed class FakeStream(EventLoop loop) : ForeignChannel(loop, TimeSpan.Zero)
    {
        private readonly TaskCompletionSource<bool> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Whether it was closed with a reset, when it was.</summary>
        public Task<bool> Reset => _closed.Task;

        public override void ShutdownSend()
        {
        }

        protected override async ValueTask ReceiveAsync() => await _closed.Task;

        protected override int Take(Span<byte> buffer) => 0;

        protected override ValueTask SendAsync(ReadOnlyMemory<byte> bytes) => ValueTask.CompletedTask;

        protected override void OnClosed(bool reset) => _closed.SetResult(reset);
    }
}
