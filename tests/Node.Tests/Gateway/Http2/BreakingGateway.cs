using System.Net;
using ActorProxy.Actors.Connections;
using ActorProxy.Transport;
using Microsoft.AspNetCore.Connections;

namespace ActorProxy.Node.Tests.Gateway.Http2;

/// <summary>
/// A gateway whose clients break when the test says so: each direction by itself, as the kernel may tell of them at different times.
/// </summary>
internal sealed class BreakingGateway(IHttpGateway inner) : IHttpGateway
{
    private readonly TaskCompletionSource<(BreakingChannel, ConnectionContext)> _served =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The first connection, and what the HTTP server knows of it.</summary>
    public Task<(BreakingChannel Client, ConnectionContext Connection)> Served => _served.Task;

    public IHttpConnection Serve(HttpHandOver connection)
    {
        var client = new BreakingChannel(connection.Client);
        var served = inner.Serve(connection with { Client = client });
        _served.TrySetResult((client, (ConnectionContext)served));
        return served;
    }

    internal sealed class BreakingChannel(Channel inner) : Channel
    {
        private readonly TaskCompletionSource<int> _end = new();
        private bool _takes = true;

        public override EventLoop Loop => inner.Loop;

        public override IPEndPoint? RemoteEndPoint => inner.RemoteEndPoint;

        public override IPEndPoint? LocalEndPoint => inner.LocalEndPoint;

        public override Action? PeerClosed { get => inner.PeerClosed; set => inner.PeerClosed = value; }

        /// <summary>Writes fail from here on.</summary>
        public void BreakWrites() => Loop.Post(() => _takes = false);

        /// <summary>The read that waits fails.</summary>
        public void BreakReads() => Loop.Post(() => _end.SetException(Reset()));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer) =>
            await await Task.WhenAny(inner.ReadAsync(buffer).AsTask(), _end.Task);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes) =>
            _takes ? inner.WriteAsync(bytes) : ValueTask.FromException(Reset());

        public override ValueTask ConnectAsync(IPEndPoint endPoint, IPAddress? source = null) => inner.ConnectAsync(endPoint, source);

        public override void ShutdownSend() => inner.ShutdownSend();

        public override void Close() => inner.Close();

        public override void Abort() => inner.Abort();

        private static TransportException Reset() => new(TransportError.Reset, "the client is gone");
    }
}
