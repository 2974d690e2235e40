using System.IO.Pipelines;
using System.Net;
using ActorProxy.Shared.Admission;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ActorProxy.Node.SideServers;

/// <summary>A connection of a side server: that of the transport, with its place. May be used from any thread.</summary>
internal sealed class SideConnection : ConnectionContext
{
    private readonly ConnectionContext _inner;
    private readonly SideConnections _owner;
    private int _requests;

    public SideConnection(ConnectionContext inner, SideConnections owner, IPAddress address, long since)
    {
        (_inner, _owner, Address, Since) = (inner, owner, address, since);
        Features.Set(this);
    }

    public IPAddress Address { get; }

    /// <summary>Whether it has a place among the node's sockets, too. Its owner's to change.</summary>
    public bool IsCounted { get; set; }

    /// <summary>When it came or was last busy.</summary>
    public long Since { get; private set => Volatile.Write(ref field, value); }

    public SidePlace Place => new(Address, Volatile.Read(ref _requests) > 0, Since);

    public override string ConnectionId { get => _inner.ConnectionId; set => _inner.ConnectionId = value; }

    public override IFeatureCollection Features => _inner.Features;

    public override IDictionary<object, object?> Items { get => _inner.Items; set => _inner.Items = value; }

    public override IDuplexPipe Transport { get => _inner.Transport; set => _inner.Transport = value; }

    public override CancellationToken ConnectionClosed { get => _inner.ConnectionClosed; set => _inner.ConnectionClosed = value; }

    public override EndPoint? LocalEndPoint { get => _inner.LocalEndPoint; set => _inner.LocalEndPoint = value; }

    public override EndPoint? RemoteEndPoint { get => _inner.RemoteEndPoint; set => _inner.RemoteEndPoint = value; }

    /// <summary>Serves a request; while that lasts its connection is not given up for another.</summary>
    public static async Task ServeAsync(HttpContext context, RequestDelegate handler)
    {
        var connection = context.Features.GetRequiredFeature<SideConnection>();
        Interlocked.Increment(ref connection._requests);
        try
        {
            await handler(context);
        }
        finally
        {
            connection.Since = connection._owner.Now();
            Interlocked.Decrement(ref connection._requests);
        }
    }

    public override void Abort(ConnectionAbortedException abortReason) => _inner.Abort(abortReason);

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await _inner.DisposeAsync();
        }
        finally
        {
            _owner.Remove(this);
        }
    }
}
