using System.Net.Sockets;
using ActorProxy.Shared.WebSockets;

namespace ActorProxy.Actors.Tests.Tunnels.Messages;

/// <summary>A client or backend on a plain socket, which does what a test says and nothing else.</summary>
internal sealed class ScriptedPeer(Socket socket, bool isClient) : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    public Socket Socket => socket;

    /// <summary>Whether FIN or RST has come, where all bytes before were read.</summary>
    public bool HasEnded => socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;

    public Task SendAsync(DecodedFrame frame) => SendAsync(Frames.Encode(frame, isClient ? 0x1A2B3C4Du : null));

    public Task SendTextAsync(string text) => SendAsync(Frames.Text(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        using var timeout = new CancellationTokenSource(Timeout);
        while (!bytes.IsEmpty)
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, timeout.Token)..];
    }

    public async Task<byte[]> ReadAsync(int length)
    {
        using var timeout = new CancellationTokenSource(Timeout);
        var bytes = new byte[length];
        for (var read = 0; read < length;)
        {
            var more = await socket.ReceiveAsync(bytes.AsMemory(read), SocketFlags.None, timeout.Token);
            Assert.True(more > 0, $"The connection ended after {read} of {length} bytes.");
            read += more;
        }
        return bytes;
    }

    /// <summary>Reads one frame and undoes its mask.</summary>
    public async Task<ReceivedFrame> ReadFrameAsync()
    {
        var head = await ReadAsync(2);
        var length = FrameHeader.LengthOf(head);
        if (length > 2)
            head = [.. head, .. await ReadAsync(length - 2)];
        var header = FrameHeader.Read(head);
        var payload = await ReadAsync((int)header.Length);
        if (header.MaskingKey is { } key)
            Masking.Apply(payload, key, 0);
        return new ReceivedFrame(header, payload);
    }

    /// <summary>Reads on until FIN; anything before it is a failure.</summary>
    public async Task ReadEndAsync() => Assert.Equal(0, await ReceiveSomeAsync());

    /// <summary>Waits until the connection is reset.</summary>
    public async Task ReadResetAsync()
    {
        var error = await Assert.ThrowsAsync<SocketException>(ReceiveSomeAsync);
        Assert.Equal(SocketError.ConnectionReset, error.SocketErrorCode);
    }

    public void Finish() => socket.Shutdown(SocketShutdown.Send);

    public void Reset()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }

    public void Dispose() => socket.Dispose();

    private async Task<int> ReceiveSomeAsync()
    {
        using var timeout = new CancellationTokenSource(Timeout);
        return await socket.ReceiveAsync(new byte[256], SocketFlags.None, timeout.Token);
    }
}
