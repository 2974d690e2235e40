using System.Net;
using System.Net.Security;
using System.Net.WebSockets;
using System.Text;
using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Actors.Tunnels;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;
using Akka.Actor;

namespace ActorProxy.Node.Tests.Gateway.Http2;

/// <summary>WebSockets on streams of HTTP/2 (RFC 8441) are tunnels like any other.</summary>
public abstract class WebSocketTests(TransportKind transport)
{
    [Fact]
    public async Task A_stream_becomes_a_tunnel_with_an_id_and_events_of_its_own()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var handler = proxy.Handler();
        var (client, upstream, request) = await OpenAsync(proxy, handler, backend, ["Sec-WebSocket-Protocol: chat"], "chat", "news");

        Assert.Equal("GET /chat?a HTTP/1.1", request.StartLine);
        Assert.Equal(["localhost"], request["Host"]);
        Assert.Equal(["websocket"], request["Upgrade"]);
        Assert.Equal(["13"], request["Sec-WebSocket-Version"]);
        Assert.Equal(["https"], request["X-Forwarded-Proto"]);
        Assert.Equal("chat", client.SubProtocol);
        await client.SendAsync("ping"u8.ToArray(), WebSocketMessageType.Text, true, Limit());
        Assert.Equal("ping", (await upstream.ReadFrameAsync()).Text);
        await upstream.SendAsync(Frame.FromBackend("pong"));
        Assert.Equal("pong", await ReceiveAsync(client));

        var opened = (await proxy.Log.FirstAsync<OpenedEvent>()).Connection;
        Assert.Equal(("localhost", "/chat", "chat", "h2"), (opened.Host, opened.Path, opened.Subprotocol, opened.Tls?.ApplicationProtocol));
        var open = Assert.Single((await ListAsync(proxy)).Connections);
        Assert.Equal((opened.Id, 1L, 1L), (open.Info.Id, open.Traffic.MessagesFromClient, open.Traffic.MessagesFromBackend));
        upstream.Dispose();
        client.Dispose();
    }

    [Fact]
    public async Task Many_tunnels_and_requests_share_a_connection_and_end_alone()
    {
        const int Count = 20;
        using var backend = new WebSocketBackend();
        await using var proxy = await Http2Proxy.StartAsync(TestRoutes.Pool(backend.Url), transport);
        using var handler = proxy.Handler();
        var first = await ConnectAsync(proxy, handler);
        var clients = await Task.WhenAll(Enumerable.Range(0, Count).Select(_ => ConnectAsync(proxy, handler)));
        await Task.WhenAll(clients.Select(async (client, i) =>
        {
            var text = new string((char)('a' + i), 10_000 * i + 1);
            await client.SendAsync(Encoding.ASCII.GetBytes(text), WebSocketMessageType.Text, true, Limit());
            Assert.Equal(text, await ReceiveAsync(client));
            await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "", Limit());
        }));

        var closed = await proxy.Log.AtLeastAsync<ClosedEvent>(Count);
        Assert.All(closed, c => Assert.Equal((TerminationReason.Closed, 1000), (c.End.Reason, c.End.CloseCode)));
        Assert.Equal(Count, closed.Select(c => c.Connection.Id).Distinct().Count());
        Assert.Equal(1, proxy.Connections);
        await first.SendAsync("still"u8.ToArray(), WebSocketMessageType.Text, true, Limit());
        Assert.Equal("still", await ReceiveAsync(first));
        first.Dispose();
    }

    [Fact] // RFC 6455 section 7.4
    public async Task Close_codes_pass_both_ways()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var handler = proxy.Handler();
        var (client, upstream, _) = await OpenAsync(proxy, handler, backend);

        await upstream.SendAsync(Frame.CloseFromBackend(4001));
        Assert.Equal(WebSocketMessageType.Close, (await client.ReceiveAsync(new byte[100], Limit())).MessageType);
        Assert.Equal((WebSocketCloseStatus)4001, client.CloseStatus);
        await client.CloseOutputAsync((WebSocketCloseStatus)4002, null, Limit());
        Assert.Equal(4002, (await upstream.ReadFrameAsync()).CloseCode);
        upstream.Finish();

        Assert.Equal(TerminationReason.Closed, (await proxy.Log.FirstAsync<ClosedEvent>()).End.Reason);
        client.Dispose();
        upstream.Dispose();
        Assert.Empty((await ListAsync(proxy)).Connections);
    }

    [Theory] // RFC 8441 section 5
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_backend_that_is_lost_is_a_1014(bool filtered)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend, filtered: filtered);
        using var handler = proxy.Handler();
        var (client, upstream, _) = await OpenAsync(proxy, handler, backend);

        upstream.Reset();

        Assert.Equal(WebSocketMessageType.Close, (await client.ReceiveAsync(new byte[100], Limit())).MessageType);
        Assert.Equal((WebSocketCloseStatus)1014, client.CloseStatus);
        Assert.Equal(TerminationReason.BackendLost, (await proxy.Log.FirstAsync<ClosedEvent>()).End.Reason);
        client.Dispose();
    }

    [Fact] // RFC 8441 section 5
    public async Task A_client_that_resets_the_stream_is_lost_and_its_connection_stays()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var handler = proxy.Handler();
        var (client, upstream, _) = await OpenAsync(proxy, handler, backend);

        client.Abort();

        await upstream.ReadToEndAsync();
        upstream.Dispose();
        Assert.Equal(TerminationReason.ClientLost, (await proxy.Log.FirstAsync<ClosedEvent>()).End.Reason);
        (client, upstream, _) = await OpenAsync(proxy, handler, backend);
        Assert.Equal(1, proxy.Connections);
        client.Dispose();
        upstream.Dispose();
    }

    [Fact]
    public async Task A_client_that_leaves_during_the_handshake_ends_it()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var handler = proxy.Handler();
        using var leaving = new CancellationTokenSource();
        using var client = Client();
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        var connecting = client.ConnectAsync(new Uri("wss://localhost/chat"), invoker, leaving.Token);
        var (upstream, _) = await backend.AcceptRequestAsync();

        await leaving.CancelAsync();

        await upstream.ReadToEndAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => connecting);
        Assert.Equal(TerminationReason.ClientLost, (await proxy.Log.FirstAsync<RefusedRequest>()).Reason);
        upstream.Dispose();
    }

    [Fact]
    public async Task An_operator_and_a_node_that_stops_close_it_with_their_codes()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var handler = proxy.Handler();
        var (client, upstream, _) = await OpenAsync(proxy, handler, backend);
        var id = Assert.Single((await ListAsync(proxy)).Connections).Info.Id;
        Assert.True(await proxy.Gateway.Node.Directory.Ask<bool>(new CloseById(id, CloseCommand.For(TerminationReason.OperatorClose)), Peer.Patience));
        await ClosedAsync(client, upstream, 1008);

        (client, upstream, _) = await OpenAsync(proxy, handler, backend);
        var stopping = proxy.Gateway.Node.DisposeAsync().AsTask();
        await ClosedAsync(client, upstream, 1001);

        await stopping.WaitAsync(Peer.Patience);
        Assert.Equal([TerminationReason.OperatorClose, TerminationReason.NodeShutdown], (await proxy.Log.AtLeastAsync<ClosedEvent>(2)).Select(c => c.End.Reason));
    }

    [Fact] // The connection that carries them is told at once, and lasts until the last of them.
    public async Task A_node_that_stops_over_a_time_closes_each_of_them_with_1001()
    {
        using var backend = new WebSocketBackend();
        var shutdown = new ShutdownOptions { DrainGrace = Peer.Patience, DrainSpread = TimeSpan.FromSeconds(1) };
        await using var proxy = await Http2Proxy.StartAsync(TestRoutes.Pool(backend.Url), transport, change: options => options with { Shutdown = shutdown });
        using var handler = proxy.Handler();
        ClientWebSocket[] clients = [await ConnectAsync(proxy, handler), await ConnectAsync(proxy, handler), await ConnectAsync(proxy, handler)];

        var stopping = proxy.Gateway.Node.DisposeAsync().AsTask();

        foreach (var client in clients)
        {
            Assert.Equal(WebSocketMessageType.Close, (await client.ReceiveAsync(new byte[16].AsMemory(), Limit())).MessageType);
            Assert.Equal((WebSocketCloseStatus)1001, client.CloseStatus);
            await client.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "", Limit());
            client.Dispose();
        }
        await stopping.WaitAsync(Peer.Patience);
        Assert.All(await proxy.Log.AtLeastAsync<ClosedEvent>(3), c => Assert.Equal((TerminationReason.NodeShutdown, false), (c.End.Reason, c.End.Cut)));
    }

    [Theory]
    [InlineData("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno", 403, TerminationReason.BackendDeclined)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno", 502, TerminationReason.BackendBadHandshake)] // RFC 9110 section 9.3.6
    [InlineData("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: AAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n\r\n",
        502, TerminationReason.BackendBadHandshake)]
    public async Task A_backend_that_does_not_switch_is_a_refusal(string answer, int status, TerminationReason reason)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var handler = proxy.Handler();
        var connecting = StatusAsync(handler, "/chat");
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync(answer);

        Assert.Equal(status, await connecting);

        var refused = await proxy.Log.FirstAsync<RefusedRequest>();
        Assert.Equal((reason, status), (refused.Reason, refused.Status));
        upstream.Dispose();
    }

    [Theory]
    [InlineData("/elsewhere", 404, TerminationReason.NoRoute)]
    [InlineData("/chat", 502, TerminationReason.BackendRefused)]
    public async Task A_request_that_leads_nowhere_is_refused(string path, int status, TerminationReason reason)
    {
        using var port = new ClosedPort();
        await using var proxy = await Http2Proxy.StartAsync(TestRoutes.Pool(port.Url), transport, change: OnChatOnly);
        using var handler = proxy.Handler();

        Assert.Equal(status, await StatusAsync(handler, path));
        Assert.Equal(status, await StatusAsync(handler, path));

        Assert.Equal(reason, (await proxy.Log.FirstAsync<RefusedRequest>()).Reason);
        Assert.Equal(1, proxy.Connections);
    }

    [Theory]
    [InlineData(1, 0, 503, TerminationReason.ConnectionLimit)]
    [InlineData(0, 1, 429, TerminationReason.ClientLimit)]
    public async Task It_counts_as_a_connection_at_the_limits(int connections, int perClient, int status, TerminationReason reason)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await Http2Proxy.StartAsync(TestRoutes.Pool(backend.Url), transport, change: options => options with
        {
            Limits = options.Limits with { MaxConnections = connections, MaxConnectionsPerClient = perClient },
        });
        using var handler = proxy.Handler();

        Assert.Equal(status, await StatusAsync(handler, "/chat"));

        var refused = await proxy.Log.FirstAsync<RefusedRequest>();
        Assert.Equal((reason, status), (refused.Reason, refused.Status));
        Assert.False(backend.HasConnection);
        Assert.Equal(1, proxy.Connections);
    }

    [Fact] // RFC 6455 section 5.5.1
    public async Task An_idle_tunnel_is_closed_with_1001()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await Http2Proxy.StartAsync(TestRoutes.Pool(backend.Url), transport, change: options => options with
        {
            Tunnel = options.Tunnel with { IdleTimeout = TimeSpan.FromMilliseconds(300) },
        });
        using var handler = proxy.Handler();
        var (client, upstream, _) = await OpenAsync(proxy, handler, backend);

        await ClosedAsync(client, upstream, 1001);

        Assert.Equal(TerminationReason.IdleTimeout, (await proxy.Log.FirstAsync<ClosedEvent>()).End.Reason);
    }

    [Fact] // RFC 8441 section 3: a client may use it only where it was told so.
    public async Task Where_it_is_off_no_client_is_told_of_it()
    {
        using var backend = new ScriptedBackend();
        foreach (var allowed in (bool[])[true, false])
        {
            await using var proxy = await Http2Proxy.StartAsync(
                TestRoutes.Pool(backend.Url), transport, tls => tls with { WebSocketOverHttp2 = allowed });
            using var client = await Peer.ConnectTlsAsync(proxy.Gateway.Node.Listeners.EndPoints[TestRoutes.Listener], "localhost",
                options => options.ApplicationProtocols = [SslApplicationProtocol.Http2]);
            // The preface and empty SETTINGS (RFC 9113 section 3.4).
            await client.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
            await client.SendAsync(new byte[] { 0, 0, 0, 4, 0, 0, 0, 0, 0 });

            var header = await client.ReadAsync(9);
            Assert.Equal(4, header[3]);
            var settings = (await client.ReadAsync(header[1] << 8 | header[2])).Chunk(6).ToDictionary(s => s[1], s => s[5]);
            Assert.Equal(allowed ? 1 : 0, settings.GetValueOrDefault((byte)8));
        }
    }

    [Theory] // RFC 8441 section 3, RFC 9113 section 8.1.1
    [InlineData("websocket", false, 3)]
    [InlineData("connect-udp", true, 1)]
    public async Task What_is_not_allowed_is_reset_and_what_is_unknown_is_answered(string protocol, bool allowed, byte frame)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await Http2Proxy.StartAsync(
            TestRoutes.Pool(backend.Url), transport, tls => tls with { WebSocketOverHttp2 = allowed });
        using var client = await Peer.ConnectTlsAsync(proxy.Gateway.Node.Listeners.EndPoints[TestRoutes.Listener], "localhost",
            options => options.ApplicationProtocols = [SslApplicationProtocol.Http2]);
        await client.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        // Literals with new names (RFC 7541 section 6.2.2).
        (string Name, string Value)[] named =
        [
            (":method", "CONNECT"), (":protocol", protocol), (":scheme", "https"), (":path", "/chat"), (":authority", "localhost"),
            ("sec-websocket-version", "13"),
        ];
        byte[] fields = [.. named.SelectMany(f =>
            (byte[])[0, (byte)f.Name.Length, .. Encoding.ASCII.GetBytes(f.Name), (byte)f.Value.Length, .. Encoding.ASCII.GetBytes(f.Value)])];
        await client.SendAsync((byte[])[0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, (byte)fields.Length, 1, 4, 0, 0, 0, 1, .. fields]);

        var (type, payload) = await StreamFrameAsync(client);

        Assert.Equal(frame, type);
        if (!allowed)
            Assert.Equal([0, 0, 0, 1], payload); // PROTOCOL_ERROR
        else
            Assert.Equal(TerminationReason.MethodNotAllowed, (await proxy.Log.FirstAsync<ServedRequest>()).Reason);
        Assert.False(backend.HasConnection);
    }

    /// <summary>The first frame of a stream.</summary>
    private static async Task<(byte Type, byte[] Payload)> StreamFrameAsync(Peer client)
    {
        while (true)
        {
            var header = await client.ReadAsync(9);
            var payload = await client.ReadAsync(header[1] << 8 | header[2]);
            if (header[8] != 0)
                return (header[3], payload);
        }
    }

    private static ProxyOptions OnChatOnly(ProxyOptions options)
    {
        var route = options.Routes.Routes[0];
        Assert.True(RouteTable.TryCreate([TestRoutes.Route(route.Pool, "/chat")], out var table, out _));
        return options with { Routes = table };
    }

    private static async Task ClosedAsync(ClientWebSocket client, Peer upstream, int code)
    {
        Assert.Equal(code, (await upstream.ReadFrameAsync()).CloseCode);
        Assert.Equal(WebSocketMessageType.Close, (await client.ReceiveAsync(new byte[100], Limit())).MessageType);
        Assert.Equal((WebSocketCloseStatus)code, client.CloseStatus);
        await upstream.SendAsync(Frame.CloseFromBackend(code));
        upstream.Finish();
        client.Dispose();
        await upstream.ReadToEndAsync();
        upstream.Dispose();
    }

    private static async Task<int> StatusAsync(SocketsHttpHandler handler, string path)
    {
        using var client = Client();
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        await Assert.ThrowsAsync<WebSocketException>(() => client.ConnectAsync(new Uri($"wss://localhost{path}"), invoker, Limit()));
        return (int)client.HttpStatusCode;
    }

    private static ClientWebSocket Client(params string[] subprotocols)
    {
        var client = new ClientWebSocket();
        client.Options.HttpVersion = HttpVersion.Version20;
        client.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        client.Options.CollectHttpResponseDetails = true;
        foreach (var name in subprotocols)
            client.Options.AddSubProtocol(name);
        return client;
    }

    private static async Task<ClientWebSocket> ConnectAsync(Http2Proxy proxy, SocketsHttpHandler handler)
    {
        var client = Client();
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        await client.ConnectAsync(new Uri("wss://localhost/chat"), invoker, Limit());
        return client;
    }

    private static async Task<(ClientWebSocket Client, Peer Upstream, HttpHead Request)> OpenAsync(
        Http2Proxy proxy, SocketsHttpHandler handler, ScriptedBackend backend, string[]? fields = null, params string[] subprotocols)
    {
        var client = Client(subprotocols);
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        var connecting = client.ConnectAsync(new Uri("wss://localhost/chat?a"), invoker, Limit());
        var (upstream, request) = await backend.AcceptRequestAsync();
        var accept = AcceptKey.Compute(request["Sec-WebSocket-Key"].Single());
        await upstream.SendAsync(string.Join("\r\n",
            ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade", $"Sec-WebSocket-Accept: {accept}", .. fields ?? [], "", ""]));
        await connecting;
        await proxy.Log.FirstAsync<OpenedEvent>();
        return (client, upstream, request);
    }

    private static async Task<string> ReceiveAsync(ClientWebSocket client)
    {
        var bytes = new byte[1024 * 1024];
        var length = 0;
        while (true)
        {
            var received = await client.ReceiveAsync(bytes.AsMemory(length), Limit());
            length += received.Count;
            if (received.EndOfMessage)
                return Encoding.ASCII.GetString(bytes, 0, length);
        }
    }

    private static CancellationToken Limit() => new CancellationTokenSource(Peer.Patience).Token;

    private static Task<ConnectionList> ListAsync(Http2Proxy proxy) =>
        proxy.Gateway.Node.Directory.Ask<ConnectionList>(ListConnections.Instance, Peer.Patience);

    private Task<Http2Proxy> StartAsync(ScriptedBackend backend, bool filtered = false) =>
        Http2Proxy.StartAsync(TestRoutes.Pool(backend.Url), transport, change: options =>
        {
            if (!filtered)
                return options;
            var policy = new RoutePolicy { MessageFilters = ["size-limit"] };
            Assert.True(RouteTable.TryCreate([TestRoutes.Route(options.Routes.Routes[0].Pool, policy: policy)], out var table, out _));
            return options with { Routes = table };
        });

    public sealed class OnEpoll() : WebSocketTests(TransportKind.Auto);

    public sealed class OnSockets() : WebSocketTests(TransportKind.Sockets);
}
