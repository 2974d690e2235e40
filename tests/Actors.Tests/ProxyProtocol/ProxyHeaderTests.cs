using System.Net;
using System.Text;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.ProxyProtocol;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Tests.ProxyProtocol;

/// <summary>PROXY headers from the peer in front of us, and to backends.</summary>
public sealed class ProxyHeaderTests : IDisposable
{
    private static readonly ProxyHeader Told = new(IPEndPoint.Parse("203.0.113.9:4711"), IPEndPoint.Parse("198.51.100.1:443"));

    private readonly TestCertificates _certificates = new();
    private readonly ScriptedBackend _backend = new();

    public void Dispose()
    {
        _certificates.Dispose();
        _backend.Dispose();
    }

    [Theory]
    [InlineData(ProxyProtocolMode.V1, false)]
    [InlineData(ProxyProtocolMode.V2, false)]
    [InlineData(ProxyProtocolMode.V1, true)]
    [InlineData(ProxyProtocolMode.V2, true)]
    public async Task The_header_says_who_the_client_is_before_TLS(ProxyProtocolMode version, bool tls)
    {
        await using var proxy = await StartAsync("127.0.0.0/8", tls: tls);
        var connected = await proxy.ConnectAsync();
        await connected.SendAsync(ProxyHeaderWriter.Write(version, Told));
        using var client = tls ? await connected.SecureAsync("localhost") : connected;
        await client.SendAsync(Handshakes.Request());

        var (upstream, seen) = await _backend.AcceptRequestAsync();
        Assert.Equal(["203.0.113.9"], seen["X-Forwarded-For"]);
        Assert.Equal([tls ? "https" : "http"], seen["X-Forwarded-Proto"]);
        await upstream.SendAsync(Handshakes.Switching);
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        var opened = (await proxy.Log.FirstAsync<OpenedEvent>()).Connection;
        Assert.Equal((Told.Source, Told.Source!.Address), (opened.Peer, opened.Client));
        upstream.Dispose();
    }

    [Fact]
    public async Task Header_TLS_hello_and_request_may_come_in_any_pieces()
    {
        await using var proxy = await StartAsync("127.0.0.0/8");
        using var client = await proxy.ConnectAsync();
        foreach (var b in ProxyHeaderWriter.Write(ProxyProtocolMode.V2, Told).Concat(Encoding.ASCII.GetBytes(Handshakes.Request())))
        {
            await client.SendAsync(new[] { b });
            if (b is (byte)'\n')
                await proxy.TurnAsync();
        }
        var (upstream, seen) = await _backend.AcceptRequestAsync();
        Assert.Equal(["203.0.113.9"], seen["X-Forwarded-For"]);
        upstream.Dispose();
    }

    [Fact]
    public async Task UNKNOWN_keeps_the_addresses_of_the_connection()
    {
        await using var proxy = await StartAsync("127.0.0.0/8");
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("PROXY UNKNOWN\r\n" + Handshakes.Request());
        var (upstream, seen) = await _backend.AcceptRequestAsync();
        Assert.Equal(["127.0.0.1"], seen["X-Forwarded-For"]);
        upstream.Dispose();
    }

    [Theory]
    [InlineData("")] // the request itself
    [InlineData("PROXY TCP4 x y 1 1\r\n")]
    public async Task A_connection_without_a_valid_header_is_closed_and_logged(string header)
    {
        await using var proxy = await StartAsync("127.0.0.0/8");
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(header + Handshakes.Request());

        Assert.Empty((await client.ReadToEndAsync()).Bytes);

        var refused = await proxy.Log.FirstAsync<RefusedRequest>();
        Assert.Equal((TerminationReason.BadProxyHeader, null), (refused.Reason, refused.Status));
        Assert.Equal(client.Socket.LocalEndPoint, refused.Peer);
        Assert.NotEmpty(refused.Detail);
        Assert.False(_backend.HasConnection);
        await proxy.DrainedAsync();
    }

    [Fact]
    public async Task A_connection_from_no_trusted_peer_is_cut_and_logged()
    {
        await using var proxy = await StartAsync("10.0.0.0/8");

        // It may be cut before it knows that it is connected.
        await Record.ExceptionAsync(proxy.ConnectAsync);

        var refused = await proxy.Log.FirstAsync<RefusedRequest>();
        Assert.Equal((TerminationReason.BadProxyHeader, null, IPAddress.Loopback), (refused.Reason, refused.Status, refused.Peer.Address));
        Assert.Contains("trusted-peers", refused.Detail);
        await proxy.DrainedAsync();
    }

    [Fact]
    public async Task A_header_that_does_not_come_in_time_is_none()
    {
        await using var proxy = await StartAsync("127.0.0.0/8");
        using var client = await proxy.ConnectAsync();
        await client.SendAsync("PROXY TCP4 203");
        var ending = client.ReadToEndAsync();

        await proxy.PassUntilAsync(ending, new ProxyProtocolOptions().Timeout);

        Assert.True((await ending).Reset);
        Assert.Equal(TerminationReason.BadProxyHeader, (await proxy.Log.FirstAsync<RefusedRequest>()).Reason);
    }

    [Fact]
    public async Task A_client_that_leaves_before_its_header_is_lost_and_nothing_more()
    {
        await using var proxy = await StartAsync("127.0.0.0/8");
        using (await proxy.ConnectAsync())
        {
        }
        Assert.Equal(TerminationReason.ClientLost, (await proxy.Log.FirstAsync<RefusedRequest>()).Reason);
    }

    [Theory]
    [InlineData(ProxyProtocolMode.V1, false)]
    [InlineData(ProxyProtocolMode.V2, false)]
    [InlineData(ProxyProtocolMode.V1, true)]
    [InlineData(ProxyProtocolMode.V2, true)]
    public async Task A_backend_gets_the_header_before_anything_else(ProxyProtocolMode version, bool backendTls)
    {
        var pool = new BackendPool("pool", TestRoutes.Pool(backendTls ? _backend.TlsUrl : _backend.Url).Backends, PickerKind.RoundRobin)
        {
            SendProxyProtocol = version,
            Tls = new BackendTls { Ca = _certificates.CaFile },
        };
        await using var proxy = await TestProxy.StartAsync(TestRoutes.Options(TestRoutes.Route(pool)));
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request());

        var accepted = await _backend.AcceptAsync();
        var expected = ProxyHeaderWriter.Write(version, new ProxyHeader((IPEndPoint)client.Socket.LocalEndPoint!, proxy.EndPoint));
        Assert.Equal(expected, await accepted.ReadExactlyAsync(expected.Length));
        using var upstream = backendTls
            ? await accepted.SecureAsync(new System.Net.Security.SslServerAuthenticationOptions { ServerCertificate = _certificates.Issue(
                "CN=backend", "127.0.0.1") })
            : accepted;
        Assert.Equal("GET / HTTP/1.1", (await upstream.ReadHeadAsync()).StartLine);
        await upstream.SendAsync(Handshakes.Switching);
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
    }

    [Fact]
    public async Task What_a_backend_is_told_is_what_we_were_told()
    {
        await using var proxy = await StartAsync("127.0.0.0/8", sends: ProxyProtocolMode.V1);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Encoding.ASCII.GetString(ProxyHeaderWriter.Write(ProxyProtocolMode.V1, Told)) + Handshakes.Request());
        using var upstream = await _backend.AcceptAsync();
        var expected = "PROXY TCP4 203.0.113.9 198.51.100.1 4711 443\r\n";
        Assert.Equal(expected, await upstream.ReadTextAsync(expected.Length));
    }

    private Task<TestProxy> StartAsync(string trusted, bool tls = false, ProxyProtocolMode sends = ProxyProtocolMode.Off)
    {
        var pool = new BackendPool("pool", TestRoutes.Pool(_backend.Url).Backends, PickerKind.RoundRobin) { SendProxyProtocol = sends };
        return TestProxy.StartAsync(TestRoutes.Options(TestRoutes.Route(pool)) with
        {
            Listeners =
            [
                new ListenerOptions(TestRoutes.Listener, IPAddress.Loopback, 0)
                {
                    ProxyProtocol = new ProxyProtocolOptions { Enabled = true, TrustedPeers = [IPNetwork.Parse(trusted)] },
                    Tls = tls ? new ListenerTlsOptions { Certificates = [_certificates.Write("web", "localhost")] } : null,
                },
            ],
        });
    }
}
