using System.Net.Security;
using System.Text;
using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Connections;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Actors.Tests.Tls;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;
using Akka.Actor;

namespace ActorProxy.Actors.Tests.Connections;

/// <summary>A connection whose client speaks HTTP/2 is handed to the gateway, and stays its actor's.</summary>
public abstract class GatewayHandOverTests(TransportKind transport) : IDisposable
{
    private const string Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0";

    private readonly TestCertificates _certificates = new();

    public void Dispose()
    {
        _certificates.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task The_gateway_gets_all_bytes_and_the_actor_closes_behind_it()
    {
        var gateway = new FakeGateway();
        await using var proxy = await StartAsync(gateway);
        using var client = await ConnectAsync(proxy);
        await client.SendAsync(Preface + "more");
        var borrowed = await gateway.BorrowedAsync();

        Assert.Equal(Preface + "more", Encoding.Latin1.GetString(borrowed.Given.Bytes.Span));
        Assert.Equal((client.Socket.LocalEndPoint, TestRoutes.Listener), (borrowed.Given.Peer, borrowed.Given.Listener.Name));
        Assert.True(borrowed.Given.Tls is { IsHttp2: true });
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
        using var client = await ConnectAsync(proxy);
        await client.SendAsync(Preface);

        (await gateway.BorrowedAsync()).Tell(new HttpEnded(Cut: true, Task.CompletedTask));

        Assert.True((await client.ReadToEndAsync()).Reset);
        await proxy.DrainedAsync();
    }

    [Theory]
    [InlineData(TerminationReason.NodeShutdown, "drain")]
    [InlineData(TerminationReason.OperatorClose, "operator_close")]
    public async Task An_order_to_close_is_the_gateways_to_carry_out(TerminationReason reason, string expected)
    {
        var gateway = new FakeGateway();
        await using var proxy = await StartAsync(gateway);
        using var client = await ConnectAsync(proxy);
        await client.SendAsync(Preface);
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
        using var client = await ConnectAsync(proxy);
        await client.SendAsync(Preface);
        var borrowed = await gateway.BorrowedAsync();

        (await proxy.ConnectionActorsAsync()).Single().Tell(Kill.Instance);

        Assert.True((await client.ReadToEndAsync()).Reset);
        await proxy.DrainedAsync();
        Assert.Equal(["internal_error"], borrowed.Orders);
    }

    private Task<TestProxy> StartAsync(FakeGateway gateway) => TestProxy.StartAsync(TlsListeners.Options(
        new ListenerTlsOptions { Certificates = [_certificates.Write("web", "localhost")] }, transport, "ws://127.0.0.1:1"),
        gateway: gateway);

    private static Task<Peer> ConnectAsync(TestProxy proxy) => Peer.ConnectTlsAsync(proxy.EndPoint, "localhost",
        options => options.ApplicationProtocols = [SslApplicationProtocol.Http2]);

    public sealed class OnEpoll() : GatewayHandOverTests(TransportKind.Auto);

    public sealed class OnSockets() : GatewayHandOverTests(TransportKind.Sockets);
}
