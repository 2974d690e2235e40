using System.Net;
using System.Net.Sockets;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies.Rewriting;
using ActorProxy.Shared.Policies.RouteChanges;
using ActorProxy.Shared.Termination;
using ActorProxy.Tests.Harness;

namespace ActorProxy.Actors.Tests.Listeners;

/// <summary>Listeners that are added, removed, moved and changed while tunnels are open.</summary>
public abstract class ListenerReloadTests(TransportKind transport) : IAsyncLifetime
{
    private readonly ScriptedBackend _backend = new();
    private TestProxy _proxy = null!;

    public async Task InitializeAsync() =>
        _proxy = await TestProxy.StartAsync(TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(_backend.Url)), transport));

    public async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _backend.Dispose();
    }

    private ListenerOptions Web => _proxy.Node.Options.Listeners[0];

    [Fact]
    public async Task A_new_one_accepts_and_the_others_go_on()
    {
        var (open, upstream) = await _proxy.OpenAsync(_backend);

        await ReloadAsync(Web, new ListenerOptions("more", IPAddress.Loopback, 0));

        var (fresh, freshUpstream) = await OpenAsync(_proxy.Node.Listeners.EndPoints["more"]);
        Assert.Equal(["more", TestRoutes.Listener], (await _proxy.ListAsync()).Connections.Select(c => c.Info.Listener)
            .Order(StringComparer.Ordinal));
        await EchoAsync(open, upstream);
        await EchoAsync(fresh, freshUpstream);
        Close(open, upstream, fresh, freshUpstream);
    }

    [Fact]
    public async Task Who_came_by_a_removed_one_is_drained_and_nobody_is_accepted()
    {
        await ReloadAsync(Web, new ListenerOptions("more", IPAddress.Loopback, 0));
        var gone = _proxy.Node.Listeners.EndPoints["more"];
        var (stays, stayingUpstream) = await _proxy.OpenAsync(_backend);
        var (client, upstream) = await OpenAsync(gone);

        await ReloadAsync(Web);

        Assert.Equal(1001, (await client.ReadFrameAsync()).CloseCode);
        Assert.Equal(1001, (await upstream.ReadFrameAsync()).CloseCode);
        Close(client, upstream);
        Assert.Equal(TerminationReason.ListenerRemoved, (await _proxy.Log.FirstAsync<ClosedEvent>()).End.Reason);
        await Wait.UntilAsync(async () => await Ports.RefusesAsync(gone), "nobody at the removed one's address");
        Assert.Equal([TestRoutes.Listener], _proxy.Node.Listeners.EndPoints.Keys);
        await EchoAsync(stays, stayingUpstream);
        Close(stays, stayingUpstream);
    }

    [Fact]
    public async Task Who_does_not_leave_a_removed_one_is_cut_after_the_grace()
    {
        await ReloadAsync(Web, new ListenerOptions("more", IPAddress.Loopback, 0));
        var (client, upstream) = await OpenAsync(_proxy.Node.Listeners.EndPoints["more"]);

        await ReloadAsync(Web);
        Assert.Equal(1001, (await client.ReadFrameAsync()).CloseCode);
        var gone = Wait.UntilAsync(async () => (await _proxy.ListAsync()).Connections.IsEmpty, "the cut");
        await _proxy.PassUntilAsync(gone, TimeSpan.FromSeconds(2));

        Close(client, upstream);
    }

    [Fact]
    public async Task A_removed_one_that_comes_back_while_it_drains_accepts()
    {
        var more = new ListenerOptions("more", IPAddress.Loopback, 0);
        await ReloadAsync(Web, more);
        var (client, upstream) = await OpenAsync(_proxy.Node.Listeners.EndPoints["more"]);
        await ReloadAsync(Web);

        await ReloadAsync(Web, more);

        var (fresh, freshUpstream) = await OpenAsync(_proxy.Node.Listeners.EndPoints["more"]);
        await EchoAsync(fresh, freshUpstream);
        Close(client, upstream, fresh, freshUpstream);
    }

    [Fact]
    public async Task One_that_moves_keeps_its_connections_and_its_old_address_is_free()
    {
        var (open, upstream) = await _proxy.OpenAsync(_backend);
        var before = _proxy.EndPoint;

        await ReloadAsync(Web with { Port = FreePort.Next() });

        Assert.NotEqual(before, _proxy.EndPoint);
        await Wait.UntilAsync(async () => await Ports.RefusesAsync(before), "nobody at the old address");
        var (fresh, freshUpstream) = await _proxy.OpenAsync(_backend);
        await EchoAsync(open, upstream);
        await EchoAsync(fresh, freshUpstream);
        Close(open, upstream, fresh, freshUpstream);
    }

    [Fact]
    public async Task Any_text_can_be_the_name_of_one()
    {
        string[] names = ["a b", "$a/\u00fc", "", $"{TestRoutes.Listener}-1"];

        await ReloadAsync([Web, .. names.Select(name => new ListenerOptions(name, IPAddress.Loopback, 0))]);

        foreach (var name in names)
        {
            var (client, upstream) = await OpenAsync(_proxy.Node.Listeners.EndPoints[name]);
            Close(client, upstream);
        }
    }

    [Fact]
    public async Task A_node_that_an_operator_drains_takes_them_over()
    {
        _proxy.Node.Health.Update(state => state with { Draining = true });

        await ReloadAsync(Web, new ListenerOptions("more", IPAddress.Loopback, 0));

        Assert.Equal(["more", TestRoutes.Listener], _proxy.Node.Listeners.EndPoints.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Tunnels_of_a_removed_one_go_with_it_and_not_with_what_it_said()
    {
        var more = new ListenerOptions("more", IPAddress.Loopback,
            0) { Policies = [new HostRewrite("inner"), new OnChange(RouteChangePolicy.Close)] };
        await ReloadAsync(Web, more);
        var (client, upstream) = await OpenAsync(_proxy.Node.Listeners.EndPoints["more"]);

        await _proxy.Node.ReloadAsync(_proxy.Node.Options with { Listeners = [Web], Policies = [new OnChange(RouteChangePolicy.Close)] });

        Assert.Equal(1001, (await client.ReadFrameAsync()).CloseCode);
        Close(client, upstream);
    }

    [Fact]
    public async Task An_address_that_cannot_be_bound_changes_nothing()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        var before = _proxy.Node.Options;
        var first = new ListenerOptions("first", IPAddress.Loopback, FreePort.Next());

        var failure = await Assert.ThrowsAsync<IOException>(() =>
            ReloadAsync(first, new("second", IPAddress.Loopback, ((IPEndPoint)taken.LocalEndPoint!).Port)));
        Assert.StartsWith("listener 'second': ", failure.Message);

        Assert.Same(before, _proxy.Node.Options);
        Assert.Equal([TestRoutes.Listener], _proxy.Node.Listeners.EndPoints.Keys);
        await Wait.UntilAsync(() => Ports.RefusesAsync(new IPEndPoint(first.Address, first.Port)), "nobody at the one that could be bound");
        var (client, upstream) = await _proxy.OpenAsync(_backend);
        Close(client, upstream);
    }

    [Fact]
    public async Task Values_of_one_that_stays_are_those_of_who_comes_then()
    {
        var (open, upstream) = await _proxy.OpenAsync(_backend);

        await ReloadAsync(Web with { Backlog = 7, ProxyProtocol = new ProxyProtocolOptions { Enabled = true,
            TrustedPeers = [new IPNetwork(IPAddress.Loopback, 32)] } });

        using var client = await _proxy.ConnectAsync();
        await client.SendAsync("PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n" + Handshakes.Request());
        var (fresh, request) = await _backend.AcceptRequestAsync();
        Assert.Equal(["192.0.2.1"], request["X-Forwarded-For"]);
        await EchoAsync(open, upstream);
        Close(open, upstream, fresh);
    }

    protected async Task ReloadAsync(params ListenerOptions[] listeners) =>
        await _proxy.Node.ReloadAsync(_proxy.Node.Options with { Listeners = [.. listeners] });

    private protected TestProxy Proxy => _proxy;

    private async Task<(Peer Client, Peer Upstream)> OpenAsync(IPEndPoint at)
    {
        var client = await Peer.ConnectAsync(at);
        await client.SendAsync(Handshakes.Request());
        var (upstream, _) = await _backend.AcceptRequestAsync();
        await upstream.SendAsync(Handshakes.Switching);
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        return (client, upstream);
    }

    private static async Task EchoAsync(Peer client, Peer upstream)
    {
        await client.SendAsync(Frame.FromClient("still here"));
        Assert.Equal("still here", (await upstream.ReadFrameAsync()).Text);
    }

    private static void Close(params Peer[] peers)
    {
        foreach (var peer in peers)
            peer.Dispose();
    }

    public sealed class OnEpoll() : ListenerReloadTests(TransportKind.Auto)
    {
        [LinuxFact]
        public async Task One_may_take_a_wider_address_of_its_own_port()
        {
            await ReloadAsync(new ListenerOptions(TestRoutes.Listener, IPAddress.Loopback, FreePort.Next()));
            var port = Proxy.EndPoint.Port;

            await ReloadAsync(new ListenerOptions(TestRoutes.Listener, IPAddress.Any, port));

            Assert.Equal(new IPEndPoint(IPAddress.Any, port), Proxy.EndPoint);
            using var client = await Peer.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
            await client.SendAsync("GET / HTTP/1.1\r\n\r\n");
            Assert.Equal(426, (await client.ReadHeadAsync()).Status);
        }
    }

    public sealed class OnSockets() : ListenerReloadTests(TransportKind.Sockets);
}
