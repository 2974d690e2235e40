using System.Net;
using System.Net.Sockets;

namespace ActorProxy.Transport.Tests.Support;

/// <summary>What tests do with the plain socket at the other end.</summary>
internal static class Peer
{
    public static Socket New() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public static Socket NewListener(int backlog = 16)
    {
        var socket = New();
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen(backlog);
        return socket;
    }

    /// <summary>Closes with RST.</summary>
    public static void Reset(this Socket socket)
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    public static async Task SendAllAsync(this Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await socket.SendAsync(bytes).AsTask().WaitAsync(Wait.Guard)..];
    }

    public static async Task<byte[]> ReceiveExactlyAsync(this Socket socket, int count)
    {
        var bytes = new byte[count];
        for (var have = 0; have < count;)
        {
            var read = await socket.ReceiveAsync(bytes.AsMemory(have), SocketFlags.None).AsTask().WaitAsync(Wait.Guard);
            Assert.True(read > 0, $"The stream ended after {have} of {count} bytes.");
            have += read;
        }
        return bytes;
    }

    public static async Task<byte[]> ReceiveToEndAsync(this Socket socket)
    {
        using var all = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await socket.ReceiveAsync(buffer.AsMemory(), SocketFlags.None).AsTask().WaitAsync(Wait.Guard) is var read and > 0)
            all.Write(buffer, 0, read);
        return all.ToArray();
    }

    /// <summary>Reads until the connection is over, one way or the other.</summary>
    public static async Task ReceiveToEndOrResetAsync(this Socket socket)
    {
        try
        {
            await socket.ReceiveToEndAsync();
        }
        catch (SocketException failure) when (failure.SocketErrorCode == SocketError.ConnectionReset)
        {
            // That is an end, too.
        }
    }

    public static async Task AssertEndsAsync(this Socket socket) =>
        Assert.Equal(0, await socket.ReceiveAsync(new byte[1].AsMemory(), SocketFlags.None).AsTask().WaitAsync(Wait.Guard));

    public static async Task AssertResetAsync(this Socket socket)
    {
        var failure = await Assert.ThrowsAsync<SocketException>(
            () => socket.ReceiveAsync(new byte[1].AsMemory(), SocketFlags.None).AsTask().WaitAsync(Wait.Guard));
        Assert.Equal(SocketError.ConnectionReset, failure.SocketErrorCode);
    }
}
