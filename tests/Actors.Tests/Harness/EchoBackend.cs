using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ActorProxy.Actors.Tests.Harness;

/// <summary>
/// A backend for crowds: accepts every upgrade but those of <see cref="SilentPath"/>, sends back what comes, and closes when the peer does.
/// </summary>
internal sealed class EchoBackend : IDisposable
{
    public const string SilentPath = "/silent";

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private int _open;
    private int _accepted;

    public EchoBackend()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(4096);
        _ = AcceptAsync();
    }

    public string Url => $"ws://{_listener.LocalEndPoint}";

    /// <summary>Connections that were accepted and are not closed.</summary>
    public int Open => Volatile.Read(ref _open);

    public int Accepted => Volatile.Read(ref _accepted);

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync();
                Interlocked.Increment(ref _open);
                Interlocked.Increment(ref _accepted);
                _ = ServeAsync(socket);
            }
        }
        catch (SocketException)
        {
            // The listener was disposed of: the test is over.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        var buffer = new byte[2048];
        var length = 0;
        try
        {
            while (!buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
            {
                var read = await socket.ReceiveAsync(buffer.AsMemory(length));
                if (read == 0)
                    return;
                length += read;
            }
            if (buffer.AsSpan(4).StartsWith(Encoding.ASCII.GetBytes(SilentPath)))
            {
                while (await socket.ReceiveAsync(buffer) > 0)
                {
                }
                return;
            }
            await socket.SendAsync(Encoding.ASCII.GetBytes(Handshakes.Switching));
            for (var read = await socket.ReceiveAsync(buffer); read > 0; read = await socket.ReceiveAsync(buffer))
                await socket.SendAsync(buffer.AsMemory(0, read));
        }
        catch (SocketException)
        {
            // Reset by the proxy, as some tests want it.
        }
        finally
        {
            socket.Dispose();
            Interlocked.Decrement(ref _open);
        }
    }
}
