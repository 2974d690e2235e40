using System.Net.WebSockets;
using System.Net;
using System.Threading.Channels;
using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;
using ActorProxy.Tests.Harness;
using Akka.Configuration;

namespace ActorProxy.Actors.Tests.Tunnels.Messages;

/// <summary>A whole node whose route names filters, between a client and a server that others have written.</summary>
public sealed class MessageRouteTests
{
    [Fact]
    public async Task A_route_with_filters_reads_messages_and_declines_extensions()
    {
        using var timeout = new CancellationTokenSource(Peer.Timeout);
        using var backend = new HttpListener();
        var port = FreePort.Next();
        backend.Prefixes.Add($"http://127.0.0.1:{port}/");
        backend.Start();
        var serving = ServeAsync(backend, timeout.Token);
        var route = TunnelRig.RouteOf(new TunnelSettings { Names = ["log"], MaxMessageSize = 100 }) with
        {
            Pool = new BackendPool("pool", [Shared.Backends.Backend.At(new BackendAddress("127.0.0.1", port))], PickerKind.RoundRobin),
        };
        Assert.True(RouteTable.TryCreate([route], out var routes, out _));
        var log = new EndLog();
        var options = new ProxyOptions { Listeners = [new ListenerOptions("test", IPAddress.Loopback, 0)], Routes = routes };
        await using var node = await ProxyNode.StartAsync(
            options, ConfigurationFactory.ParseString("akka { loggers = [], stdout-loglevel = OFF }"),
            log, TimeProvider.System, _ => { });

        using var client = new ClientWebSocket();
        client.Options.DangerousDeflateOptions = new WebSocketDeflateOptions();
        await client.ConnectAsync(new Uri($"ws://{node.Listeners.EndPoints["test"]}/"), timeout.Token);
        await client.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, timeout.Token);
        var buffer = new byte[100];
        var answer = await client.ReceiveAsync(buffer, timeout.Token);
        Assert.Equal("hello"u8, buffer.AsSpan(0, answer.Count));
        await client.SendAsync(new byte[101], WebSocketMessageType.Binary, true, timeout.Token);
        await client.ReceiveAsync(buffer, timeout.Token);
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, client.CloseStatus);
        await client.CloseOutputAsync(WebSocketCloseStatus.MessageTooBig, null, timeout.Token);
        client.Dispose();

        var end = await log.Reader.ReadAsync(timeout.Token);
        Assert.Equal(new TunnelEnd(TerminationReason.MessageTooBig, TerminationSource.Client, 1009, Cut: false), end);
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, await serving);
    }

    /// <summary>Echoes until a Close frame comes; what it says.</summary>
    private static async Task<WebSocketCloseStatus?> ServeAsync(HttpListener listener, CancellationToken cancellation)
    {
        var context = await listener.GetContextAsync();
        Assert.Null(context.Request.Headers["Sec-WebSocket-Extensions"]);
        using var socket = (await context.AcceptWebSocketAsync(null)).WebSocket;
        var buffer = new byte[1000];
        while (true)
        {
            var read = await socket.ReceiveAsync(buffer, cancellation);
            if (read.MessageType == WebSocketMessageType.Close)
                return socket.CloseStatus;
            await socket.SendAsync(buffer.AsMemory(0, read.Count), read.MessageType, read.EndOfMessage, cancellation);
        }
    }

    private sealed class EndLog : IAccessLog
    {
        private readonly Channel<TunnelEnd> _told = Channel.CreateUnbounded<TunnelEnd>();

        public ChannelReader<TunnelEnd> Reader => _told.Reader;

        public void Opened(ConnectionInfo connection)
        {
        }

        public void Closed(ConnectionInfo connection, TunnelEnd end, Traffic traffic, TimeSpan duration) => _told.Writer.TryWrite(end);

        public void Refused(RefusedRequest request)
        {
        }

        public bool TellsServed(TerminationReason reason, int? status) => true;

        public void Served(ServedRequest request)
        {
        }

        public void AttemptFailed(FailedAttempt attempt)
        {
        }
    }
}
