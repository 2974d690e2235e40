using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ActorProxy.Node.Tests.Gateway.Http2;

/// <summary>A node whose WebSockets go to its backends by HTTP/2, and clients of it that speak either version.</summary>
internal sealed class StreamTunnels : IAsyncDisposable
{
    private readonly TestCertificates _certificates = new();
    private SocketsHttpHandler? _handler;
    private Http2Backend? _backend;

    public Http2Proxy Proxy { get; private set; } = null!;

    public Http2Backend Backend => _backend!;

    public BackendPool Pool { get; private set; } = null!;

    /// <param name="tls">Of the backend.</param>
    /// <param name="protocols">That it speaks.</param>
    /// <param name="pool">Changes the pool.</param>
    public static async Task<StreamTunnels> StartAsync(
        RequestDelegate serve, bool tls = false, HttpProtocols protocols = HttpProtocols.Http2, Func<BackendPool, BackendPool>? pool = null,
        Func<ProxyOptions, ProxyOptions>? change = null, PolicySet? policies = null)
    {
        var tunnels = new StreamTunnels();
        tunnels._backend = await Http2Backend.StartAsync(tls ? tunnels.Certificate() : null, serve, protocols);
        await tunnels.StartAsync(tunnels._backend.Url, pool, change, policies);
        return tunnels;
    }

    /// <summary>With another backend than one of its own.</summary>
    /// <param name="url">Asked for a certificate of the node's own authority, where the backend speaks TLS.</param>
    public static async Task<StreamTunnels> StartAsync(
        Func<X509Certificate2, string> url, Func<BackendPool, BackendPool>? pool = null, Func<ProxyOptions, ProxyOptions>? change = null)
    {
        var tunnels = new StreamTunnels();
        await tunnels.StartAsync(url(tunnels.Certificate()), pool, change, policies: null);
        return tunnels;
    }

    /// <summary>Opens a tunnel.</summary>
    /// <param name="http2">Whether the client speaks HTTP/2.</param>
    public async Task<ClientWebSocket> ConnectAsync(bool http2 = false, string path = "/", params string[] subprotocols)
    {
        var client = new ClientWebSocket();
        client.Options.CollectHttpResponseDetails = true;
        client.Options.HttpVersion = http2 ? HttpVersion.Version20 : HttpVersion.Version11;
        client.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        foreach (var name in subprotocols)
            client.Options.AddSubProtocol(name);
        using var invoker = new HttpMessageInvoker(_handler!, disposeHandler: false);
        await client.ConnectAsync(new Uri($"wss://localhost{path}"), invoker, WebSocketRig.Limit());
        return client;
    }

    /// <summary>A client that speaks HTTP/1.1, byte for byte, and has asked for a tunnel.</summary>
    public async Task<Peer> AskAsync(string path = "/")
    {
        var peer = await Peer.ConnectTlsAsync(Proxy.Gateway.Node.Listeners.EndPoints[TestRoutes.Listener], "localhost");
        await peer.SendAsync(Handshakes.Request(path));
        return peer;
    }

    public async ValueTask DisposeAsync()
    {
        _handler?.Dispose();
        await Proxy.DisposeAsync();
        if (_backend is not null)
            await _backend.DisposeAsync();
        _certificates.Dispose();
    }

    private async Task StartAsync(
        string url, Func<BackendPool, BackendPool>? pool, Func<ProxyOptions, ProxyOptions>? change, PolicySet? policies)
    {
        var plain = TestRoutes.Pool(url) with
        {
            WebSocketHttpVersion = BackendHttpVersion.Http2,
            Tls = new BackendTls { Ca = _certificates.CaFile },
        };
        Pool = pool?.Invoke(plain) ?? plain;
        Proxy = await Http2Proxy.StartAsync(TestRoutes.Route(Pool, policies: policies), change: change);
        _handler = Proxy.Handler();
    }

    private X509Certificate2 Certificate() => _certificates.Issue("CN=backend", "127.0.0.1");
}
