using System.Net;
using System.Net.WebSockets;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Node.Tests.Gateway.Http2;

/// <summary>
/// Clients whose WebSockets are streams of one HTTP/2 connection (RFC 8441), a node, and a backend that the test drives by hand.
/// </summary>
internal sealed class WebSocketRig : IAsyncDisposable
{
    private readonly SocketsHttpHandler _handler;

    private WebSocketRig(ScriptedBackend backend, Http2Proxy proxy)
    {
        Backend = backend;
        Proxy = proxy;
        _handler = proxy.Handler();
    }

    public ScriptedBackend Backend { get; }

    public Http2Proxy Proxy { get; }

    /// <param name="url">Of a backend to go to instead of the scripted one.</param>
    /// <param name="prefix">Of the paths that lead there.</param>
    public static async Task<WebSocketRig> StartAsync(
        TransportKind transport, Func<ProxyOptions, ProxyOptions>? change = null, string? url = null, string prefix = "/",
        PolicySet? policies = null)
    {
        var backend = new ScriptedBackend();
        var route = TestRoutes.Route(TestRoutes.Pool(url ?? backend.Url), prefix, policies);
        return new WebSocketRig(backend, await Http2Proxy.StartAsync(route, transport, change: change));
    }

    public static CancellationToken Limit() => new CancellationTokenSource(Peer.Timeout).Token;

    /// <summary>Opens a tunnel to a backend that answers by itself.</summary>
    public async Task<ClientWebSocket> ConnectAsync()
    {
        var client = Client();
        await ConnectAsync(client, "/chat", Limit());
        return client;
    }

    /// <summary>Opens a tunnel to the scripted backend.</summary>
    /// <param name="fields">Of the backend's 101, besides those that it must have.</param>
    public async Task<(ClientWebSocket Client, Peer Upstream, HttpHead Request)> OpenAsync(
        string[]? fields = null, params string[] subprotocols)
    {
        var client = Client(subprotocols);
        var connecting = ConnectAsync(client, "/chat?a", Limit());
        var (upstream, request) = await Backend.AcceptRequestAsync();
        var accept = AcceptKey.Compute(request["Sec-WebSocket-Key"].Single());
        await upstream.SendAsync(string.Join("\r\n",
            ["HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade", $"Sec-WebSocket-Accept: {accept}",
                .. fields ?? [], "", ""]));
        await connecting;
        await Proxy.Log.FirstAsync<OpenedEvent>();
        return (client, upstream, request);
    }

    /// <summary>Asks for a tunnel that is refused, with this status.</summary>
    public async Task<int> StatusAsync(string path)
    {
        using var client = Client();
        await Assert.ThrowsAsync<WebSocketException>(() => ConnectAsync(client, path, Limit()));
        return (int)client.HttpStatusCode;
    }

    /// <summary>Asks for a tunnel, until the client has left.</summary>
    public async Task ConnectAsync(CancellationToken leaving)
    {
        using var client = Client();
        await ConnectAsync(client, "/chat", leaving);
    }

    /// <summary>Closes as the proxy has asked both sides to.</summary>
    public static async Task ClosedAsync(ClientWebSocket client, Peer upstream, int code)
    {
        Assert.Equal(code, (await upstream.ReadFrameAsync()).CloseCode);
        await ClosedAsync(client, code);
        await upstream.SendAsync(Frame.CloseFromBackend(code));
        upstream.Finish();
        client.Dispose();
        await upstream.ReadToEndAsync();
        upstream.Dispose();
    }

    /// <summary>The client is sent a Close frame of this code.</summary>
    public static async Task ClosedAsync(ClientWebSocket client, int code)
    {
        Assert.Equal(WebSocketMessageType.Close, (await client.ReceiveAsync(new byte[100], Limit())).MessageType);
        Assert.Equal((WebSocketCloseStatus)code, client.CloseStatus);
    }

    public async ValueTask DisposeAsync()
    {
        _handler.Dispose();
        await Proxy.DisposeAsync();
        Backend.Dispose();
    }

    private async Task ConnectAsync(ClientWebSocket client, string path, CancellationToken limit)
    {
        using var invoker = new HttpMessageInvoker(_handler, disposeHandler: false);
        await client.ConnectAsync(new Uri($"wss://localhost{path}"), invoker, limit);
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
}
