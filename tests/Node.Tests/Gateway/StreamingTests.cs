using System.Text;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Node.Tests.Gateway;

/// <summary>Bodies pass as they come, and are held by nobody.</summary>
public abstract class StreamingTests(TransportKind transport)
{
    [Fact]
    public async Task Events_arrive_one_by_one_while_the_response_goes_on()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get("/events", "Accept: text/event-stream"));
        var (upstream, _) = await backend.AcceptRequestAsync();

        await upstream.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
        Assert.Equal(["text/event-stream"], (await client.ReadHeadAsync())["Content-Type"]);
        for (var i = 0; i < 3; i++)
        {
            await upstream.SendAsync($"9\r\ndata: {i}\n\n\r\n");
            Assert.Equal($"9\r\ndata: {i}\n\n\r\n", await client.ReadTextAsync(14));
        }
        await upstream.SendAsync("0\r\n\r\n");
        Assert.Equal("0\r\n\r\n", await client.ReadTextAsync(5));
    }

    [Fact]
    public async Task Small_pieces_of_a_request_body_reach_the_backend_one_by_one()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Of("POST", "/", "Transfer-Encoding: chunked") + "1\r\na\r\n");
        var (upstream, _) = await backend.AcceptRequestAsync();
        Assert.Equal("1\r\na\r\n", await upstream.ReadTextAsync(6));

        foreach (var letter in "bcd")
        {
            await client.SendAsync($"1\r\n{letter}\r\n");
            Assert.Equal($"1\r\n{letter}\r\n", await upstream.ReadTextAsync(6));
        }
        await client.SendAsync("0\r\n\r\n");
        Assert.Equal("0\r\n\r\n", await upstream.ReadTextAsync(5));
        await upstream.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        Assert.Equal(TerminationReason.Completed, (await proxy.Log.FirstAsync<ServedRequest>()).Reason);
    }

    [Fact] // RFC 9110 section 10.1.1
    public async Task A_client_that_expects_100_sends_its_body_when_the_backend_wants_it()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Of("PUT", "/", "Expect: 100-continue", "Content-Length: 4"));
        var (upstream, request) = await backend.AcceptRequestAsync();
        Assert.Equal(["100-continue"], request["Expect"]);
        Assert.Equal(0, client.Available);

        await upstream.SendAsync("HTTP/1.1 100 Continue\r\n\r\n");
        Assert.Equal(100, (await client.ReadHeadAsync()).Status);
        await client.SendAsync("body");
        Assert.Equal("body", await upstream.ReadTextAsync(4));
        await upstream.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
    }

    [Fact] // RFC 9110 section 10.1.1
    public async Task A_client_that_expects_100_may_be_answered_without_its_body()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = await proxy.ConnectAsync();
        // Of a body of 1 KiB and less the client library thinks that it might as well be sent.
        await client.SendAsync(Requests.Of("PUT", "/", "Expect: 100-continue", "Content-Length: 4000"));
        var (upstream, _) = await backend.AcceptRequestAsync();

        await upstream.SendAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");

        Assert.Equal(403, (await client.ReadHeadAsync()).Status);
        Assert.Equal(0, (await proxy.Log.FirstAsync<ServedRequest>()).BytesFromClient);
    }

    [Fact]
    public async Task An_upload_of_100_MiB_waits_for_its_backend_and_arrives_whole()
    {
        const int Size = 100 * 1024 * 1024;
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Of("POST", "/", $"Content-Length: {Size}"));
        var (upstream, _) = await backend.AcceptRequestAsync();

        // A proxy that holds what a backend does not read would take it all.
        client.Socket.Blocking = false;
        var sent = await FillAsync(client, Size);
        Assert.InRange(sent, 1, 32 * 1024 * 1024);

        client.Socket.Blocking = true;
        var rest = Task.Run(async () =>
        {
            var piece = new byte[1024 * 1024];
            for (var left = Size - sent; left > 0; left -= Math.Min(left, piece.Length))
                await client.SendAsync(piece.AsMemory(0, Math.Min(left, piece.Length)));
        });
        for (var left = Size; left > 0; left -= Math.Min(left, 1024 * 1024))
            await upstream.ReadAsync(Math.Min(left, 1024 * 1024));
        await rest;
        await upstream.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        Assert.Equal(200, (await client.ReadHeadAsync()).Status);
        Assert.Equal(Size, (await proxy.Log.FirstAsync<ServedRequest>()).BytesFromClient);
    }

    [Fact]
    public async Task A_download_waits_for_its_client_and_arrives_whole()
    {
        const int Size = 100 * 1024 * 1024;
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Requests.Get());
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {Size}\r\n\r\n");

        upstream.Socket.Blocking = false;
        var sent = await FillAsync(upstream, Size);
        Assert.InRange(sent, 1, 32 * 1024 * 1024);

        upstream.Socket.Blocking = true;
        var rest = Task.Run(async () =>
        {
            var piece = new byte[1024 * 1024];
            for (var left = Size - sent; left > 0; left -= Math.Min(left, piece.Length))
                await upstream.SendAsync(piece.AsMemory(0, Math.Min(left, piece.Length)));
        });
        await client.ReadHeadAsync();
        for (var left = Size; left > 0; left -= Math.Min(left, 1024 * 1024))
            await client.ReadAsync(Math.Min(left, 1024 * 1024));
        await rest;
        Assert.Equal(Size, (await proxy.Log.FirstAsync<ServedRequest>()).BytesToClient);
    }

    /// <summary>Sends until nobody on the way takes any more.</summary>
    private static async Task<int> FillAsync(Peer peer, int most)
    {
        var piece = Encoding.ASCII.GetBytes(new string('x', 64 * 1024));
        var (sent, refusals) = (0, 0);
        while (sent < most && refusals < 50)
        {
            try
            {
                sent += peer.Socket.Send(piece);
                refusals = 0;
            }
            catch (System.Net.Sockets.SocketException error) when (error.SocketErrorCode == System.Net.Sockets.SocketError.WouldBlock)
            {
                refusals++;
                await Task.Delay(10);
            }
        }
        return sent;
    }

    private Task<GatewayProxy> StartAsync(ScriptedBackend backend) =>
        GatewayProxy.StartAsync(TestRoutes.Route(TestRoutes.Pool(backend.Url)), transport: transport);

    public sealed class OnEpoll() : StreamingTests(TransportKind.Auto);

    public sealed class OnSockets() : StreamingTests(TransportKind.Sockets);
}
