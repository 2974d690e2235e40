using System.Buffers;
using System.Net;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Gateway;
using ActorProxy.Transport;
using ActorProxy.Transport.Sockets;

namespace ActorProxy.Node.Tests.Gateway;

/// <summary>
/// What the HTTP server learns of a client that takes no more. It must not be an exception: thrown while the server ends a
/// connection of HTTP/2, that leaves streams behind which nothing ends any more.
/// </summary>
public sealed class ClientOutputTests : IDisposable
{
    private const int Limit = 4096;

    private readonly SocketTransport _transport = new(new TransportOptions(1, Limit), TimeProvider.System, fault => throw fault);
    private readonly TaskCompletionSource<TransportError> _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Dispose() => _transport.Dispose();

    [Fact]
    public async Task What_is_written_behind_the_clients_end_is_dropped()
    {
        var (output, client) = await StartAsync();
        await output.Writer.WriteAsync(new byte[1]);
        client.Break();
        Assert.Equal(TransportError.Reset, await _told.Task.WaitAsync(Peer.Timeout));

        var late = await output.Writer.WriteAsync(new byte[1]);

        Assert.True(late.IsCompleted);
        Assert.True(output.IsBroken);
    }

    [Fact]
    public async Task A_write_that_waits_for_room_ends_with_the_client()
    {
        var (output, client) = await StartAsync();
        var waiting = output.Writer.WriteAsync(new byte[2 * Limit]).AsTask();
        Assert.False(waiting.IsCompleted);

        client.Break();

        Assert.True((await waiting.WaitAsync(Peer.Timeout)).IsCompleted);
    }

    private async Task<(ClientOutput Output, StuckClient Client)> StartAsync()
    {
        var client = new StuckClient(_transport.Loops[0]);
        var made = new TaskCompletionSource<ClientOutput>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.Loop.Post(() => made.SetResult(
            new ClientOutput(client, Limit, default, MemoryPool<byte>.Shared, _told.SetResult,
                new ResponseCompletions(client.Loop, TimeSpan.Zero, late: () => { }))));
        return (await made.Task.WaitAsync(Peer.Timeout), client);
    }

    /// <summary>A client that takes nothing, until it is gone.</summary>
    private sealed class StuckClient(EventLoop loop) : Channel
    {
        private readonly TaskCompletionSource _gone = new();

        public override EventLoop Loop => loop;

        public override IPEndPoint? RemoteEndPoint => null;

        public override IPEndPoint? LocalEndPoint => null;

        public override Action? PeerClosed { get; set; }

        public void Break() => loop.Post(() => _gone.SetException(new TransportException(TransportError.Reset, "the client is gone")));

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes) => await _gone.Task;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer) => throw new NotSupportedException();

        public override ValueTask ConnectAsync(IPEndPoint endPoint, IPAddress? source = null) => throw new NotSupportedException();

        public override void ShutdownSend()
        {
        }

        public override void Close()
        {
        }

        public override void Abort()
        {
        }
    }
}
