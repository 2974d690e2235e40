using System.Text;
using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Connections;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;
using Akka.Actor;

namespace ActorProxy.Actors.Tests.Connections;

/// <summary>A connection whose request is no upgrade is handed to the gateway, and stays its actor's.</summary>
public abstract class GatewayHandOverTests(TransportKind transport)
{
    private const string Plain = "POST /a HTTP/1.1\r\nHost: example.com\r\nContent-Length: 5\r\n\r\n";

    [Fact]
    public async Task The_gateway_gets_all_bytes_and_the_actor_closes_behind_it()
    {
        var gateway = new FakeGateway();
        await using var proxy = await StartAsync(gateway);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Plain + "hel");
        var borrowed = await gateway.BorrowedAsync();

        Assert.Equal(Plain + "hel", Encoding.Latin1.GetString(borrowed.Given.Bytes.Span));
        Assert.Equal((client.Socket.LocalEndPoint, TestRoutes.Listener), (borrowed.Given.Peer, borrowed.Given.Listener.Name));
        Assert.Null(borrowed.Given.Tls);
        Assert.Single(await proxy.ConnectionActorsAsync());
        await borrowed.SendAsync("answer");
        borrowed.Tell(new HttpEnded(Cut: false, Task.CompletedTask));

        var end = await client.ReadToEndAsync();
        Assert.Equal(("answer", false), (end.Text, end.Reset));
        client.Finish();
        await proxy.DrainedAsync();
        Assert.Empty(proxy.Log.All);
    }

    [Fact]
    public async Task What_the_gateway_cut_is_cut()
    {
        var gateway = new FakeGateway();
        await using var proxy = await StartAsync(gateway);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Plain);

        (await gateway.BorrowedAsync()).Tell(new HttpEnded(Cut: true, Task.CompletedTask));

        Assert.True((await client.ReadToEndAsync()).Reset);
        await proxy.DrainedAsync();
    }

    [Fact]
    public async Task An_upgrade_that_comes_back_is_a_tunnel()
    {
        using var backend = new ScriptedBackend();
        var gateway = new FakeGateway();
        await using var proxy = await StartAsync(gateway, backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Plain);
        var borrowed = await gateway.BorrowedAsync();
        var head = RequestHeadParser.Parse(Encoding.Latin1.GetBytes(Handshakes.Request("/chat")), HeadLimits.Default).Head!;

        borrowed.Tell(new HttpUpgrade(head, Frame.FromClient("early")));
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync(Handshakes.Switching);

        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        Assert.Equal("early", (await upstream.ReadFrameAsync()).Text);
        Assert.Equal(borrowed.Given.Id, (await proxy.Log.FirstAsync<OpenedEvent>()).Connection.Id);
        client.Dispose();
        upstream.Dispose();
        await proxy.DrainedAsync();
    }

    [Fact] // RFC 9110 section 15.6.4
    public async Task An_upgrade_that_comes_back_while_the_node_stops_is_answered_503()
    {
        using var backend = new ScriptedBackend();
        var gateway = new FakeGateway();
        await using var proxy = await StartAsync(gateway, backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Plain);
        var borrowed = await gateway.BorrowedAsync();
        var head = RequestHeadParser.Parse(Encoding.Latin1.GetBytes(Handshakes.Request("/chat")), HeadLimits.Default).Head!;
        (await proxy.ConnectionActorsAsync()).Single().Tell(new CloseConnection(CloseCommand.For(TerminationReason.NodeShutdown)));
        await Wait.UntilAsync(() => !borrowed.Orders.IsEmpty, "an order");

        borrowed.Tell(new HttpUpgrade(head, default));

        Assert.Equal(503, (await client.ReadHeadAsync()).Status);
        Assert.False(backend.HasConnection);
    }

    [Theory]
    [InlineData(TerminationReason.NodeShutdown, "drain")]
    [InlineData(TerminationReason.OperatorClose, "operator_close")]
    public async Task An_order_to_close_is_the_gateways_to_carry_out(TerminationReason reason, string expected)
    {
        var gateway = new FakeGateway();
        await using var proxy = await StartAsync(gateway);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Plain);
        var borrowed = await gateway.BorrowedAsync();

        (await proxy.ConnectionActorsAsync()).Single().Tell(new CloseConnection(CloseCommand.For(reason)));

        await Wait.UntilAsync(() => !borrowed.Orders.IsEmpty, "an order");
        Assert.Equal([expected], borrowed.Orders);
        borrowed.Tell(new HttpEnded(Cut: true, Task.CompletedTask));
        await proxy.DrainedAsync();
    }

    [Fact]
    public async Task An_actor_that_fails_cuts_its_connection()
    {
        var gateway = new FakeGateway();
        await using var proxy = await StartAsync(gateway);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Plain);
        var borrowed = await gateway.BorrowedAsync();

        (await proxy.ConnectionActorsAsync()).Single().Tell(Kill.Instance);

        Assert.True((await client.ReadToEndAsync()).Reset);
        await proxy.DrainedAsync();
        Assert.Equal(["internal_error"], borrowed.Orders);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: example.com\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", 400,
        TerminationReason.BadRequest)]
    [InlineData("TRACE / HTTP/1.1\r\nHost: example.com\r\n\r\n", 405, TerminationReason.MethodNotAllowed)]
    [InlineData("GET / HTTP/1.2\r\nHost: example.com\r\n\r\n", 505, TerminationReason.VersionNotSupported)]
    public async Task A_request_that_breaks_the_rules_does_not_get_there(string request, int status, TerminationReason reason)
    {
        var gateway = new FakeGateway();
        await using var proxy = await StartAsync(gateway);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(request);

        Assert.Equal(status, (await client.ReadHeadAsync()).Status);
        Assert.Equal(reason, (await proxy.Log.FirstAsync<RefusedRequest>()).Reason);
        Assert.False(gateway.WasAsked);
    }

    private Task<TestProxy> StartAsync(FakeGateway gateway, string backend = "ws://127.0.0.1:1") =>
        TestProxy.StartAsync(TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend)), transport), gateway: gateway);

    public sealed class OnEpoll() : GatewayHandOverTests(TransportKind.Auto);

    public sealed class OnSockets() : GatewayHandOverTests(TransportKind.Sockets);
}
