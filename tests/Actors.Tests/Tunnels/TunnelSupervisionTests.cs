using ActorProxy.Actors.Dispatch;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Actors.Tests.Tunnels.Relays;
using ActorProxy.Actors.Tunnels;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Policies.Filters;
using ActorProxy.Shared.Termination;
using ActorProxy.Transport;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace ActorProxy.Actors.Tests.Tunnels;

/// <summary>
/// A tunnel of either kind ends with its ConnectionActor, and a failure of its stream reaches that one's supervisor strategy.
/// </summary>
public sealed class TunnelSupervisionTests : IAsyncLifetime
{
    private static readonly Config Errors = ConfigurationFactory.ParseString(
        "akka { loglevel = ERROR, stdout-loglevel = OFF, loggers = [] }");

    private readonly ScriptedBackend _backend = new();
    private TestProxy _proxy = null!;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        _backend.Dispose();
        await _proxy.DisposeAsync();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_tunnel_ends_with_its_ConnectionActor_whatever_ends_that_one(bool readsMessages, bool kill)
    {
        var (client, upstream) = await OpenAsync(readsMessages);

        (await _proxy.ConnectionActorsAsync()).Single().Tell(kill ? Kill.Instance : PoisonPill.Instance);

        Assert.Equal(1011, (await client.ReadFrameAsync()).CloseCode);
        Assert.Equal(1011, (await upstream.ReadFrameAsync()).CloseCode);
        Assert.Equal(TerminationReason.InternalError, (await _proxy.Log.FirstAsync<ClosedEvent>()).End.Reason);
        // Peers that do not end by themselves do not keep it.
        await _proxy.PassUntilAsync(Wait.UntilAsync(() => Running() == 0, "no stream"), _proxy.Options.Tunnel.CloseTimeout);
        await client.ReadToEndAsync();
        await upstream.ReadToEndAsync();
        client.Dispose();
        upstream.Dispose();
        await _proxy.DrainedAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_failure_of_its_stream_reaches_the_strategy_of_its_ConnectionActor(bool readsMessages)
    {
        var (client, upstream) = await OpenAsync(readsMessages);
        var failures = Inbox.Create(_proxy.Node.System);
        _proxy.Node.System.EventStream.Subscribe(failures.Receiver, typeof(Error));

        foreach (var stream in Streams().ToList())
            _proxy.Node.System.Stop(stream);

        Assert.True((await client.ReadToEndAsync()).Reset);
        Assert.True((await upstream.ReadToEndAsync()).Reset);
        var closed = await _proxy.Log.FirstAsync<ClosedEvent>();
        Assert.Equal((TerminationReason.InternalError, TerminationSource.Proxy, true),
            (closed.End.Reason, closed.End.EndedBy, closed.End.Cut));
        var told = (Error)await failures.ReceiveAsync(Peer.Timeout);
        Assert.StartsWith($"The tunnel of connection {closed.Connection.Id} has failed: ", told.Message.ToString(),
            StringComparison.Ordinal);
        client.Dispose();
        upstream.Dispose();
        await _proxy.DrainedAsync();
        Assert.Single(_proxy.Log.All.OfType<ClosedEvent>());

        // What was torn down is made anew for the next ones.
        for (var i = 0; i < 2; i++)
        {
            var next = await _proxy.OpenAsync(_backend);
            next.Client.Dispose();
            next.Backend.Dispose();
        }
        await _proxy.DrainedAsync();
    }

    [Fact]
    public async Task Relays_of_a_loop_fail_alone()
    {
        var (client, upstream) = await OpenAsync(readsMessages: false);

        foreach (var loop in _proxy.Node.Context.Transport.Loops)
            _proxy.Node.System.ActorOf(Props.Create(() => new Careless(_proxy.Node.Context.Tunnels.Graphs, loop))
                .WithDispatcher(LoopDispatchers.Id(loop)));
        await _proxy.TurnAsync();

        await Wait.UntilAsync(() => Running() == 1, "one stream");
        await client.SendAsync(Frame.FromClient("still here"));
        Assert.Equal("still here", (await upstream.ReadFrameAsync()).Text);
        client.Dispose();
        upstream.Dispose();
        await _proxy.DrainedAsync();
    }

    private async Task<(Peer Client, Peer Backend)> OpenAsync(bool readsMessages)
    {
        PolicySet policies = readsMessages ? [new FilterChain("log")] : [];
        _proxy = await TestProxy.StartAsync(TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(_backend.Url), policies: policies)),
            akka: Errors);
        var peers = await _proxy.OpenAsync(_backend);
        Assert.Equal(1, Running());
        return peers;
    }

    /// <summary>Tunnels' streams: message graphs in actors of their own, relays in those of their loops.</summary>
    private int Running() =>
        _proxy.Node.Context.Tunnels.Graphs.RunningRelays + Streams().Count() - _proxy.Node.Context.Transport.Loops.Count;

    /// <summary>The actors of streams that run on the loops.</summary>
    private IEnumerable<IActorRef> Streams() => ((ActorRefWithCell)((ExtendedActorSystem)_proxy.Node.System).Guardian).Children
        .Where(child => child.Path.Name.StartsWith("StreamSupervisor", StringComparison.Ordinal))
        .SelectMany(supervisor => ((ActorRefWithCell)supervisor).Children);

    /// <summary>Has a stream run a tunnel that cannot start.</summary>
    private sealed class Careless : UntypedActor
    {
        public Careless(TunnelGraphs graphs, EventLoop loop) => graphs.Relay(loop).Run(
            new TunnelControl(new FakeTunnel { Fault = new InvalidOperationException("defect") }, ActorRefs.Nobody));

        protected override void OnReceive(object message) => Unhandled(message);
    }
}
