using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Policies.Responding;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Node.Tests.Gateway.Http2;

/// <summary>
/// The HTTP server uses its objects of a stream for the next one: what a response has left under way would end that. Its thread pool has
/// so much to do here that this comes late.
/// </summary>
public sealed class StreamReuseTests
{
    private const int Rounds = 15;
    private const int Pages = 12;

    // More than the server takes at once, and than goes behind a head in one piece.
    private static readonly string Page = new('x', 20_000);

    /// <summary>Of the proxy itself, which goes in one piece, and of a backend, which goes in several.</summary>
    [Theory]
    [InlineData("own", TerminationReason.Responded)]
    [InlineData("page", TerminationReason.Completed)]
    public async Task A_WebSocket_behind_pages_lives(string path, TerminationReason reason)
    {
        using var backend = new WebSocketBackend();
        using var pages = new TcpListener(IPAddress.Loopback, 0);
        pages.Start();
        _ = ServePagesAsync(pages);
        await using var proxy = await StartAsync(backend.Url, $"http://{pages.LocalEndpoint}");
        using var handler = proxy.Handler();
        using var client = new HttpClient(handler, disposeHandler: false)
        {
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = Peer.Timeout,
        };
        using var busy = new BusyPool();
        for (var round = 0; round < Rounds; round++)
        {
            var got = await Task.WhenAll(Enumerable.Range(0, Pages).Select(_ => client.GetStringAsync($"https://localhost/{path}")));
            Assert.All(got, page => Assert.Equal(Page.Length, page.Length));
            await EchoAsync(handler);
        }
        Assert.Equal(1, proxy.Connections);
        var served = await proxy.Log.AtLeastAsync<ServedRequest>(Rounds * Pages);
        Assert.Equal(Rounds * Pages, served.Length);
        Assert.All(served, one => Assert.Equal((reason, 200), (one.Reason, one.Status)));
        Assert.Empty(proxy.Log.All.OfType<RefusedRequest>());
    }

    private static async Task EchoAsync(SocketsHttpHandler handler)
    {
        using var socket = new ClientWebSocket();
        socket.Options.HttpVersion = HttpVersion.Version20;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        using var limit = new CancellationTokenSource(Peer.Timeout);
        await socket.ConnectAsync(new Uri("wss://localhost/chat"), invoker, limit.Token);
        var message = new byte[30_000];
        await socket.SendAsync(message, WebSocketMessageType.Binary, endOfMessage: true, limit.Token);
        for (var left = message.Length; left > 0;)
        {
            var result = await socket.ReceiveAsync(message, limit.Token);
            Assert.Equal(WebSocketMessageType.Binary, result.MessageType);
            left -= result.Count;
        }
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
    }

    private static async Task ServePagesAsync(TcpListener listener)
    {
        try
        {
            while (true)
                _ = ServePagesAsync(new Peer(await listener.AcceptSocketAsync()));
        }
        catch (Exception over) when (over is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static async Task ServePagesAsync(Peer peer)
    {
        using (peer)
        {
            try
            {
                while (true)
                {
                    await peer.ReadHeadAsync();
                    await peer.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {Page.Length}\r\n\r\n{Page}");
                }
            }
            catch (Exception over) when (over is SocketException or EndOfStreamException)
            {
                // The proxy has closed it.
            }
        }
    }

    private static Task<Http2Proxy> StartAsync(string sockets, string pages)
    {
        var chat = TestRoutes.Route(TestRoutes.Pool(sockets), "/chat");
        Assert.True(RouteTable.TryCreate(
        [
            chat,
            TestRoutes.Route(TestRoutes.Pool(pages), "/page") with { Id = "page" },
            TestRoutes.Route(new BackendPool(), "/own", [new Respond { Body = Page }]) with { Id = "own" },
        ], out var routes, out _));
        return Http2Proxy.StartAsync(chat, change: options => options with { Routes = routes });
    }

    /// <summary>Keeps the thread pool's queue long.</summary>
    private sealed class BusyPool : IDisposable
    {
        private volatile bool _over;

        public BusyPool()
        {
            for (var i = 0; i < 16 * Environment.ProcessorCount; i++)
                ThreadPool.UnsafeQueueUserWorkItem(Work, null);
        }

        public void Dispose() => _over = true;

        private void Work(object? state)
        {
            Thread.SpinWait(2000);
            if (!_over)
                ThreadPool.UnsafeQueueUserWorkItem(Work, null);
        }
    }
}
