using System.Net;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Options;

namespace ActorProxy.Node.Tests.Gateway;

/// <summary>Backends that get PROXY headers: no connection serves two clients.</summary>
public abstract class ProxyHeaderTests(TransportKind transport)
{
    [Fact]
    public async Task A_connection_begins_with_its_client_and_serves_no_other()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend.Url);
        using var first = await proxy.ConnectAsync();
        using var second = await proxy.ConnectAsync();
        await first.SendAsync(Requests.Get("/1"));
        using var ofFirst = await AcceptAsync(backend, first);
        Assert.Equal("GET /1 HTTP/1.1", await AnswerAsync(ofFirst, first));

        // The first one's connection is idle, and not taken.
        await second.SendAsync(Requests.Get("/2"));
        using var ofSecond = await AcceptAsync(backend, second);
        Assert.Equal("GET /2 HTTP/1.1", await AnswerAsync(ofSecond, second));

        await first.SendAsync(Requests.Get("/3"));
        Assert.Equal("GET /3 HTTP/1.1", await AnswerAsync(ofFirst, first));
        Assert.False(backend.HasConnection);
    }

    [Fact]
    public async Task A_clients_connections_are_closed_with_its_own()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get());
        using var upstream = await AcceptAsync(backend, client);
        await AnswerAsync(upstream, client);

        client.Dispose();

        await upstream.ReadToEndAsync();
        await proxy.DrainedAsync();
    }

    [Fact]
    public async Task The_header_goes_before_TLS()
    {
        using var certificates = new TestCertificates();
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend.TlsUrl, new BackendTls { Ca = certificates.CaFile });
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get("/tls"));

        using var plain = await backend.AcceptAsync();
        var expected = Header(client);
        Assert.Equal(expected, System.Text.Encoding.Latin1.GetString(await plain.ReadExactlyAsync(expected.Length)));
        using var upstream = await plain.SecureAsync(new() { ServerCertificate = certificates.Issue("CN=backend", "127.0.0.1") });

        Assert.Equal("GET /tls HTTP/1.1", await AnswerAsync(upstream, client));
    }

    private static async Task<Peer> AcceptAsync(ScriptedBackend backend, Peer client)
    {
        var upstream = await backend.AcceptAsync();
        var expected = Header(client);
        Assert.Equal(expected, await upstream.ReadTextAsync(expected.Length));
        return upstream;
    }

    private static string Header(Peer client)
    {
        var (source, destination) = ((IPEndPoint)client.Socket.LocalEndPoint!, (IPEndPoint)client.Socket.RemoteEndPoint!);
        return $"PROXY TCP4 {source.Address} {destination.Address} {source.Port} {destination.Port}\r\n";
    }

    private static async Task<string> AnswerAsync(Peer upstream, Peer client)
    {
        var request = await upstream.ReadHeadAsync();
        await upstream.SendAsync(Answers.Ok);
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        await client.ReadTextAsync(2);
        return request.StartLine;
    }

    private Task<GatewayProxy> StartAsync(string url, BackendTls? tls = null) =>
        GatewayProxy.StartAsync(TestRoutes.Options(TestRoutes.Route(
        new BackendPool("pool", TestRoutes.Pool(url).Backends, PickerKind.RoundRobin)
        {
            Tls = tls ?? BackendTls.Default,
            SendProxyProtocol = ProxyProtocolMode.V1,
        }), transport));

    public sealed class OnEpoll() : ProxyHeaderTests(TransportKind.Auto);

    public sealed class OnSockets() : ProxyHeaderTests(TransportKind.Sockets);
}
