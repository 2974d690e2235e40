using System.Net.Sockets;
using ActorProxy.Actors.Tests.Harness;

namespace ActorProxy.Node.Tests.Gateway.Http1;

/// <summary>What the proxy holds of bodies, and what each of their reads costs.</summary>
[Collection(SerialCollection.Name)] // it looks at the whole heap
public sealed class BodyMemoryTests
{
    private const int MiB = 1024 * 1024;

    /// <summary>What one read may bring.</summary>
    private const int Read = 64 * 1024;

    private static readonly byte[] Piece = new byte[MiB];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_GiB_passes_at_no_allocation_per_read_and_is_never_held(bool upload)
    {
        const long Size = 1024L * MiB;
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(upload ? Requests.Of("POST", "/", $"Content-Length: {Size}") : Requests.Get());
        var (upstream, _) = await backend.AcceptRequestAsync();
        if (!upload)
        {
            await upstream.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {Size}\r\n\r\n");
            await client.ReadHeadAsync();
        }
        var (from, to) = upload ? (client.Socket, upstream.Socket) : (upstream.Socket, client.Socket);
        // What the first reads allocate is for all.
        await PassAsync(from, to, MiB, proxy);
        var before = await AllocatedAsync(proxy);

        var held = await PassAsync(from, to, Size - MiB, proxy);

        // 16,368 reads at least, of 64 KiB.
        Assert.InRange(await AllocatedAsync(proxy) - before, 0, 128 * 1024);
        // One read that the kernel did not take at once.
        Assert.InRange(held, 0, Read);
    }

    [Fact]
    public async Task Eight_clients_that_read_nothing_of_400_MiB_cost_less_than_4_MiB()
    {
        const int Clients = 8;
        using var backend = new ScriptedBackend();
        await using var proxy = await GatewayProxy.StartAsync(backend.Url);
        var peers = new List<Peer>();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Clients; i++)
        {
            var client = await proxy.ConnectAsync();
            await client.SendAsync(Requests.Get());
            var (upstream, _) = await backend.AcceptRequestAsync();
            await upstream.SendAsync($"HTTP/1.1 200 OK\r\nContent-Length: {400 * MiB}\r\n\r\n");
            peers.AddRange([client, upstream]);
            upstream.Socket.Blocking = false;
        }

        // Sends until nobody on the way takes any more.
        var upstreams = peers.Where((_, i) => i % 2 == 1).Select(peer => peer.Socket).ToArray();
        long sent = 0, last = -1;
        await Wait.UntilAsync(() =>
        {
            last = sent;
            sent += upstreams.Sum(SendAll);
            return sent == last;
        }, "the backends' connections are full");

        Assert.InRange(sent, 1, 400L * MiB);
        Assert.InRange(proxy.Node.Context.Transport.Loops[0].Buffers.Used, 1, Clients * Read);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 4 * MiB);
        peers.ForEach(peer => peer.Dispose());
    }

    private static long SendAll(Socket socket)
    {
        long sent = 0;
        while (socket.Poll(0, SelectMode.SelectWrite))
        {
            var taken = socket.Send(Piece, SocketFlags.None, out var error);
            if (error != SocketError.Success)
                break;
            sent += taken;
        }
        return sent;
    }

    /// <summary>Passes so many bytes.</summary>
    /// <returns>The most that the proxy has held of them, as far as it was looked at.</returns>
    private static async Task<long> PassAsync(Socket from, Socket to, long size, GatewayProxy proxy)
    {
        var buffers = proxy.Node.Context.Transport.Loops[0].Buffers;
        var sending = Task.Run(async () =>
        {
            for (var left = size; left > 0;)
                left -= await from.SendAsync(Piece.AsMemory(0, (int)Math.Min(left, Piece.Length)));
        });
        var buffer = new byte[MiB];
        long most = 0;
        for (var left = size; left > 0;)
        {
            var read = await to.ReceiveAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)));
            Assert.NotEqual(0, read);
            left -= read;
            most = Math.Max(most, buffers.Used);
        }
        await sending;
        return most;
    }

    /// <summary>Bytes that the loops have allocated so far.</summary>
    private static async Task<long> AllocatedAsync(GatewayProxy proxy)
    {
        long all = 0;
        foreach (var loop in proxy.Node.Context.Transport.Loops)
        {
            var told = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
            loop.Post(() => told.SetResult(GC.GetAllocatedBytesForCurrentThread()));
            all += await told.Task.WaitAsync(Peer.Timeout);
        }
        return all;
    }
}
