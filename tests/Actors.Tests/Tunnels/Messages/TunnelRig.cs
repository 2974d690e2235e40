using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Dispatch;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tunnels;
using ActorProxy.Actors.Tunnels.Messages;
using ActorProxy.Actors.Tunnels.Relays;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Policies.Filters;
using ActorProxy.Shared.Routing;
using ActorProxy.Transport;
using ActorProxy.Transport.Epoll;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Event;
using Akka.Streams;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Tunnels.Messages;

/// <summary>
/// A tunnel over loopback sockets, between two scripted peers, in a time that stands still until the test moves it.
/// </summary>
internal sealed class TunnelRig : IAsyncDisposable
{
    private const string Head = "HTTP/1.1 101 Switching Protocols\r\n\r\n";

    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    private readonly EpollTransport _transport;
    private readonly System.Threading.Channels.Channel<TunnelEnd> _told = System.Threading.Channels.Channel.CreateUnbounded<TunnelEnd>();
    private readonly ActorSystem _system;
    private TunnelGraphs _graphs = null!;
    private Channel _downstreamChannel = null!;
    private Channel _upstreamChannel = null!;

    private TunnelRig()
    {
        _transport = new EpollTransport(new TransportOptions(1, 64 * 1024), Time, Faults.Enqueue);
        var config = ConfigurationFactory.ParseString("akka { loglevel = WARNING, stdout-loglevel = OFF, loggers = [] }")
            .WithFallback(LoopDispatchers.Config(1));
        _system = ActorSystem.Create("tunnels", ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(config), new TransportSetup(_transport)));
        Metrics = new ProxyMetrics(1);
    }

    public FakeTimeProvider Time { get; } = new();

    public ActorMaterializer Materializer => (ActorMaterializer)_graphs.Materializer(Loop);

    public ProxyMetrics Metrics { get; }

    /// <summary>What the owner's supervisor strategy was asked about.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<Exception> Failures { get; } = new();

    /// <summary>What the loop was let to catch: defects.</summary>
    public System.Collections.Concurrent.ConcurrentQueue<Exception> Faults { get; } = new();

    public ScriptedPeer Client { get; private set; } = null!;

    public ScriptedPeer Backend { get; private set; } = null!;

    public ITunnel Tunnel { get; private set; } = null!;

    public TunnelControl Control { get; private set; } = null!;

    public EventLoop Loop => _transport.Loops[0];

    /// <summary>Opens a tunnel, and reads our 101 as the client.</summary>
    public static async Task<TunnelRig> OpenAsync(TunnelSettings? settings = null)
    {
        settings ??= new TunnelSettings();
        var rig = new TunnelRig();
        rig._graphs = await TunnelGraphs.StartAsync(rig._system, rig._transport.Loops);
        (rig.Client, rig._downstreamChannel) = await rig.ConnectAsync(settings, isClient: true);
        (rig.Backend, rig._upstreamChannel) = await rig.ConnectAsync(settings, isClient: false);
        var watch = new TaskCompletionSource<IActorRef>(TaskCreationOptions.RunContinuationsAsynchronously);
        rig._system.ActorOf(Props.Create(() => new Owner(rig._told.Writer, rig.Failures, rig.Loop, watch)));
        var owner = await watch.Task.WaitAsync(Timeout);
        var factory = new TunnelFactory(rig._transport, rig._graphs,
            MessageFilters.Shipped.With(settings.Filter), NoLogger.Instance);
        var start = new TunnelStart(rig._downstreamChannel, rig._upstreamChannel, Encoding.ASCII.GetBytes(Head),
            settings.EarlyFromDownstream, settings.EarlyFromUpstream);
        var plan = new TunnelPlan(settings.Timeouts) { Filters = ChainOf(settings), Extensions = settings.Extensions };
        await rig.OnLoopAsync(() =>
        {
            if (plan.Filters.ReadsMessages)
                (rig.Tunnel, rig.Control) = factory.Open(start, plan, RouteOf(settings), rig.Metrics.Series("r1", "b1"), "c1", owner);
            else
                rig.StartRelay(start, plan);
        });
        Assert.Equal(Head, Encoding.ASCII.GetString(await rig.Client.ReadAsync(Head.Length)));
        return rig;
    }

    public static Route RouteOf(TunnelSettings settings) => new("r1", HostPattern.Default, PathPattern.All,
        new BackendPool("pool", [Shared.Backends.Backend.At(new BackendAddress("localhost", 80))], PickerKind.RoundRobin),
        [ChainOf(settings)]);

    public static FilterChain ChainOf(TunnelSettings settings) =>
        new() { Filters = [.. settings.Names], MaxMessageSize = settings.MaxMessageSize };

    public async Task OnLoopAsync(Action work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Loop.Post(() =>
        {
            try
            {
                work();
                done.SetResult();
            }
            catch (Exception error)
            {
                done.SetException(error);
            }
        });
        await done.Task.WaitAsync(Timeout);
    }

    /// <summary>Moves the clock on, second by second, until something comes of it.</summary>
    public async Task PassUntilAsync(Task happened)
    {
        while (!happened.IsCompleted)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await OnLoopAsync(() => { });
        }
        await happened;
    }

    /// <summary>Gives the loop turns until the condition holds on it.</summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        using var timeout = new CancellationTokenSource(Timeout);
        for (var holds = false; !holds;)
        {
            timeout.Token.ThrowIfCancellationRequested();
            await OnLoopAsync(() => holds = condition());
        }
    }

    public Task CloseAsync(CloseCommand command) => OnLoopAsync(() => Control.Close(command));

    /// <summary>Waits for the tunnel's end, and sees that it leaves nothing behind and was told once.</summary>
    public async Task<TunnelEnd> EndAsync()
    {
        var end = await _told.Reader.ReadAsync().AsTask().WaitAsync(Timeout);
        if (Tunnel is not RelayTunnel) // which has taken the sockets out of their channels
            await OnLoopAsync(AssertClosed);
        await _system.Terminate().WaitAsync(Timeout);
        Assert.False(_told.Reader.TryRead(out var second), $"A second end was told: {second}");
        Assert.Empty(Faults);
        return end;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Backend.Dispose();
        await _system.Terminate();
        Metrics.Dispose();
        _transport.Dispose();
    }

    /// <summary>Without a stream around it.</summary>
    private void StartRelay(TunnelStart start, TunnelPlan plan)
    {
        Tunnel = new RelayTunnel(_transport, start, plan, Metrics.Series("r1", "b1").On(Loop.Index));
        Tunnel.Start(end =>
        {
            if (end.Failure is { } failure)
                Failures.Enqueue(failure);
            _told.Writer.TryWrite(end with { Failure = null });
        });
    }

    private async Task<(ScriptedPeer Peer, Channel Channel)> ConnectAsync(TunnelSettings settings, bool isClient)
    {
        var accepted = new TaskCompletionSource<Channel>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listener = _transport.Listen(new IPEndPoint(IPAddress.Loopback, 0),
            new ListenOptions(16, new ChannelOptions(TimeSpan.Zero)), accepted.SetResult);
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (settings.PeerBuffer > 0)
            socket.SendBufferSize = socket.ReceiveBufferSize = settings.PeerBuffer;
        await socket.ConnectAsync(listener.EndPoint);
        return (new ScriptedPeer(socket, isClient), await accepted.Task.WaitAsync(Timeout));
    }

    private void AssertClosed()
    {
        Assert.True(IsClosed(_downstreamChannel), "The client's channel is still open.");
        Assert.True(IsClosed(_upstreamChannel), "The backend's channel is still open.");
    }

    private static bool IsClosed(Channel channel)
    {
        var read = channel.ReadAsync(new byte[1]);
        return read.IsFaulted && read.AsTask().Exception!.InnerException is TransportException { Error: TransportError.Aborted };
    }

    private sealed class Owner(
        System.Threading.Channels.ChannelWriter<TunnelEnd> told, System.Collections.Concurrent.ConcurrentQueue<Exception> failures,
        EventLoop loop, TaskCompletionSource<IActorRef> watch) : UntypedActor
    {
        protected override void PreStart() => watch.SetResult(TunnelWatch.Start(Context, loop));

        protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
        {
            failures.Enqueue(failure.InnerException!);
            told.TryWrite(((TunnelFailedException)failure).End with { Failure = null });
            return Directive.Stop;
        });

        protected override void OnReceive(object message) => told.TryWrite((TunnelEnd)message);
    }
}
