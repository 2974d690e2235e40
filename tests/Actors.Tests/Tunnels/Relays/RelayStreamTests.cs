using System.Threading.Channels;
using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Dispatch;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Actors.Tunnels;
using ActorProxy.Actors.Tunnels.Relays;
using ActorProxy.Shared.Termination;
using ActorProxy.Transport;
using ActorProxy.Transport.Sockets;
using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Streams;

namespace ActorProxy.Actors.Tests.Tunnels.Relays;

/// <summary>A stream carries one relay after another.</summary>
public sealed class RelayStreamTests : IAsyncLifetime
{
    private readonly SocketTransport _transport = new(new TransportOptions(1, 4096), TimeProvider.System, fault => throw fault);
    private ActorSystem _system = null!;
    private TunnelGraphs _graphs = null!;
    private IActorRef _loop = null!;

    public async Task InitializeAsync()
    {
        var config = ConfigurationFactory.ParseString("akka { loglevel = OFF, stdout-loglevel = OFF }")
            .WithFallback(LoopDispatchers.Config(1));
        _system = ActorSystem.Create("relays", ActorSystemSetup.Create(
            BootstrapSetup.Create().WithConfig(config), new TransportSetup(_transport)));
        _graphs = await TunnelGraphs.StartAsync(_system, _transport.Loops);
        _loop = _system.ActorOf(Props.Create(() => new OnLoop()).WithDispatcher(LoopDispatchers.Id(_transport.Loops[0])));
    }

    public async Task DisposeAsync()
    {
        await _system.Terminate();
        _transport.Dispose();
    }

    [Fact]
    public async Task An_order_for_a_tunnel_that_has_ended_is_none_for_the_next()
    {
        var (first, second) = (new Owned(this), new Owned(this));
        var stream = await first.StartAsync();
        await first.EndAsync(TerminationReason.ClientLost);

        Assert.Same(stream, await second.StartAsync());
        await DoAsync(() => first.Control.Close(CloseCommand.For(TerminationReason.OperatorClose)));
        await DoAsync(() => second.Control.Close(CloseCommand.For(TerminationReason.NodeShutdown)));
        await Wait.UntilAsync(() => DoAsync(() => second.Tunnel.Orders.Count == 1), "the order");

        Assert.Equal(TerminationReason.NodeShutdown, second.Tunnel.Orders[0].Reason);
        Assert.Empty(first.Tunnel.Orders);
        await second.EndAsync(TerminationReason.Closed);
        Assert.Equal(0, _graphs.RunningRelays);
    }

    [Fact]
    public async Task One_whose_tunnel_has_failed_carries_no_other()
    {
        var broken = new Owned(this, new InvalidOperationException("defect"));
        var stream = await DoAsync(broken.Run);
        var end = await broken.Ends.Reader.ReadAsync().AsTask().WaitAsync(Peer.Timeout);

        Assert.Equal((TerminationReason.InternalError, "defect"), (end.Reason, end.Failure?.Message));
        Assert.True(broken.Tunnel.IsAborted);
        Assert.NotSame(stream, await new Owned(this).StartAsync());
        Assert.Equal(1, _graphs.RunningRelays);
    }

    [Fact]
    public async Task One_that_is_torn_down_before_it_starts_its_tunnel_says_so()
    {
        var (first, second) = (new Owned(this), new Owned(this));
        await first.StartAsync();
        await first.EndAsync(TerminationReason.Closed);
        var hosts = ((ActorRefWithCell)((ActorMaterializer)_graphs.Materializer(_transport.Loops[0])).Supervisor).Children.ToList();

        await DoAsync(() =>
        {
            hosts.ForEach(_system.Stop);
            return second.Run();
        });
        var end = await second.Ends.Reader.ReadAsync().AsTask().WaitAsync(Peer.Timeout);

        Assert.Equal(TerminationReason.InternalError, end.Reason);
        Assert.IsType<AbruptStageTerminationException>(end.Failure);
        Assert.True(second.Tunnel.IsAborted);
        await new Owned(this).StartAsync();
        Assert.Equal(1, _graphs.RunningRelays);
    }

    [Fact]
    public async Task Few_wait_for_tunnels_after_many_have_ended()
    {
        var all = Enumerable.Range(0, 100).Select(_ => new Owned(this)).ToList();
        var streams = new HashSet<RelayStream>();
        foreach (var owned in all)
            Assert.True(streams.Add(await owned.StartAsync()));
        foreach (var owned in all)
            await owned.EndAsync(TerminationReason.Closed);
        Assert.Equal(0, _graphs.RunningRelays);
        var again = 0;
        foreach (var owned in Enumerable.Range(0, 100).Select(_ => new Owned(this)))
            again += streams.Contains(await owned.StartAsync()) ? 1 : 0;

        Assert.Equal(64, again);
    }

    private Task<bool> DoAsync(Action work) => DoAsync(() =>
    {
        work();
        return true;
    });

    /// <summary>In an actor of the loop.</summary>
    private Task<T> DoAsync<T>(Func<T> work) => _loop.Ask<T>((Func<object>)(() => work()!), Peer.Timeout);

    /// <summary>A tunnel and who is told of its end.</summary>
    private sealed class Owned
    {
        private readonly RelayStreamTests _test;

        public Owned(RelayStreamTests test, Exception? fault = null)
        {
            _test = test;
            Tunnel = new FakeTunnel { Fault = fault };
            Control = new TunnelControl(Tunnel, test._system.ActorOf(Props.Create(() => new Told(Ends.Writer))));
        }

        public FakeTunnel Tunnel { get; }

        public TunnelControl Control { get; }

        public Channel<TunnelEnd> Ends { get; } = System.Threading.Channels.Channel.CreateUnbounded<TunnelEnd>();

        public RelayStream Run()
        {
            var stream = _test._graphs.Relay(_test._transport.Loops[0]);
            stream.Run(Control);
            return stream;
        }

        public async Task<RelayStream> StartAsync()
        {
            var stream = await _test.DoAsync(Run);
            await Wait.UntilAsync(() => _test.DoAsync(() => Tunnel.IsStarted), "the tunnel's start");
            return stream;
        }

        public async Task EndAsync(TerminationReason reason)
        {
            await _test.DoAsync(() => Tunnel.End(reason));
            Assert.Equal(reason, (await Ends.Reader.ReadAsync().AsTask().WaitAsync(Peer.Timeout)).Reason);
        }
    }

    private sealed class Told(ChannelWriter<TunnelEnd> ends) : UntypedActor
    {
        protected override void OnReceive(object message) => ends.TryWrite((TunnelEnd)message);
    }

    private sealed class OnLoop : UntypedActor
    {
        protected override void OnReceive(object message) => Sender.Tell(((Func<object>)message)());
    }
}
