using ActorProxy.Interop.Tests.Conversations;
using ActorProxy.Interop.Tests.Harness;

namespace ActorProxy.Interop.Tests.SocketIo;

/// <summary>A socket.io server that knows its own sessions only.</summary>
internal sealed class SocketIoServer : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private SocketIoServer(ChildProcess process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    /// <summary>Its name in the proxy's events.</summary>
    public string Id => $"ws://127.0.0.1:{Port}";

    public static async Task<SocketIoServer> StartAsync()
    {
        var process = Scripts.StartNode("socketio-backend");
        try
        {
            return new SocketIoServer(process, await process.ReadAsync<int>());
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
