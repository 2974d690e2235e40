using System.Net;
using ActorProxy.Shared.Admission;
using ActorProxy.Transport;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace ActorProxy.Node.SideServers;

/// <summary>
/// The connections of a side server, of which there are never more than it has places, but for a few on their way out: by
/// <see cref="SidePlaceRules"/>. May be used from any thread.
/// </summary>
/// <param name="places">Most of them, more than <see cref="SidePlaceRules.Kept"/>.</param>
/// <param name="firstByte">How long a connection may stay without a byte.</param>
/// <param name="sockets">What those beyond <see cref="SidePlaceRules.Kept"/> are counted in; null for no limit.</param>
internal sealed class SideConnections(int places, TimeSpan firstByte, SocketBudget? sockets, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<SideConnection> _open = [];
    private readonly SemaphoreSlim _room = new(places + SidePlaceRules.MaxClosing);
    private long _now;

    public int Count
    {
        get
        {
            lock (_lock)
                return _open.Count;
        }
    }

    /// <summary>A number that grows with each call.</summary>
    public long Now() => Interlocked.Increment(ref _now);

    /// <summary>Completes when another connection may be accepted: at once, but where many are on their way out.</summary>
    public Task WaitAsync(CancellationToken cancellation) => _room.WaitAsync(cancellation);

    /// <summary>No connection came after <see cref="WaitAsync"/>.</summary>
    public void Release() => _room.Release();

    /// <summary>Takes in a connection for which <see cref="WaitAsync"/> has found room; another one may have to go for it.</summary>
    /// <returns>Null where it was turned away; it is the caller's to close, and to <see cref="Release"/> its room.</returns>
    public SideConnection? Add(ConnectionContext connection)
    {
        var address = connection.RemoteEndPoint is IPEndPoint { Address: var peer }
            ? peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4()
            : peer : IPAddress.None;
        SideConnection? victim = null;
        SideConnection added;
        lock (_lock)
        {
            var counted = _open.Count >= SidePlaceRules.Kept && sockets is not null && sockets.TryTake(SocketKind.Backend);
            // Where no descriptor is left for one more, it is full with those that it has.
            var full = !counted && sockets is not null && _open.Count >= SidePlaceRules.Kept;
            if (!SidePlaceRules.Admits(address, [.. _open.Select(open => open.Place)], full ? _open.Count : places, out var index)
                || (full && index < 0))
            {
                if (counted)
                    sockets!.Give(SocketKind.Backend);
                return null;
            }
            if (index >= 0)
            {
                victim = _open[index];
                _open.RemoveAt(index);
                if (full)
                    (counted, victim.IsCounted) = (victim.IsCounted, false); // it passes on what it has
            }
            _open.Add(added = new SideConnection(connection, this, address, Now()) { IsCounted = counted });
        }
        victim?.Abort(new ConnectionAbortedException("Its place was given to a newcomer."));
        return added;
    }

    /// <summary>The connection is closed.</summary>
    public void Remove(SideConnection connection)
    {
        lock (_lock)
            _open.Remove(connection);
        if (connection.IsCounted)
            sockets!.Give(SocketKind.Backend);
        _room.Release();
    }

    /// <summary>Ends connections that say nothing.</summary>
    public ConnectionDelegate AwaitFirstByte(ConnectionDelegate next) => async connection =>
    {
        bool? speaks;
        // On a machine that is busy, what came in time may lie there when the deadline goes off: it is read, then judged.
        while ((speaks = await SpeaksAsync(connection)) is null
            && connection.Features.Get<IConnectionSocketFeature>() is { Socket.Available: > 0 })
        {
        }
        if (speaks is true)
            await next(connection);
    };

    /// <summary>
    /// Whether there is a byte, of which nothing is taken: false where the peer is gone, null where it says nothing for too long.
    /// </summary>
    private async Task<bool?> SpeaksAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        using var late = new CancellationTokenSource(firstByte, time);
        try
        {
            var read = await input.ReadAsync(late.Token);
            input.AdvanceTo(read.Buffer.Start);
            return !read.Buffer.IsEmpty;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
