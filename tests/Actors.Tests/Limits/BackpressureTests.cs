using System.Net.Sockets;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using Xunit.Abstractions;

namespace ActorProxy.Actors.Tests.Limits;

/// <summary>A peer that stops reading stops the other one, at a bounded price.</summary>
[Collection(SerialCollection.Name)]
public sealed class BackpressureTests(ITestOutputHelper output)
{
    private const long Offered = 1L << 30;
    private const int Chunk = 64 * 1024;

    /// <summary>How long a sender may wait for room before it counts as stopped.</summary>
    private static readonly TimeSpan Stuck = TimeSpan.FromMilliseconds(500);

    [Theory]
    [InlineData(TransportKind.Auto, true)]
    [InlineData(TransportKind.Auto, false)]
    [InlineData(TransportKind.Sockets, true)]
    [InlineData(TransportKind.Sockets, false)]
    public async Task A_peer_that_does_not_read_stops_the_sender_and_memory_stays_bounded(TransportKind transport, bool fromClient)
    {
        using var server = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(transport, server.Url);
        var (client, backend) = await proxy.OpenAsync(server);
        var (sender, receiver) = fromClient ? (client.Socket, backend.Socket) : (backend.Socket, client.Socket);
        sender.Blocking = receiver.Blocking = false;
        byte[] chunk = new byte[Chunk], received = new byte[Chunk];
        // One binary message of 1 GiB: its header, and then what Byte says.
        byte[] header = [0x82, (byte)(fromClient ? 0xFF : 0x7F), 0, 0, 0, 0, 0x40, 0, 0, 0, .. fromClient ? new byte[4] : []];
        await (fromClient ? client : backend).SendAsync(header);
        await (fromClient ? backend : client).ReadAsync(header.Length);
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var resident = Environment.WorkingSet;

        long sent = 0;
        while (sent < Offered && sender.Poll(Stuck, SelectMode.SelectWrite))
            sent += SendSome(sender, chunk, sent);
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        resident = Environment.WorkingSet - resident;
        output.WriteLine($"{transport}, from {(fromClient ? "client" : "backend")}: stopped after {sent >> 10} KiB; allocated "
            + $"{allocated >> 10} KiB, resident {resident >> 10:+0;-0} KiB");

        // Kernel buffers take some MiB; the relay takes a buffer, which it may copy once or twice.
        Assert.True(sent < Offered, "The sender was never stopped.");
        var buffer = proxy.Options.Transport.RelayBuffer;
        Assert.True(allocated < 8 * buffer, $"{allocated} bytes were allocated while nobody read");
        Assert.True(resident < 16 << 20, $"{resident} bytes more are resident");

        long got = 0;
        while (got < sent && receiver.Poll(Peer.Timeout, SelectMode.SelectRead))
            got += Check(received.AsSpan(0, receiver.Receive(received)), got);
        Assert.Equal(sent, got);
        client.Dispose();
        backend.Dispose();
    }

    private static int SendSome(Socket sender, byte[] chunk, long at)
    {
        for (var i = 0; i < chunk.Length; i++)
            chunk[i] = Byte(at + i);
        var sent = sender.Send(chunk, SocketFlags.None, out var error);
        Assert.True(error is SocketError.Success or SocketError.WouldBlock, $"sending failed: {error}");
        return error == SocketError.Success ? sent : 0;
    }

    private static int Check(ReadOnlySpan<byte> bytes, long at)
    {
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != Byte(at + i))
                Assert.Fail($"byte {at + i} is not what was sent");
        }
        return bytes.Length;
    }

    // No power of two: what is lost or comes twice shows.
    private static byte Byte(long position) => (byte)(position % 251);
}
