using ActorProxy.Transport.Linux;
using ActorProxy.Transport.Uring;

namespace ActorProxy.Transport.Epoll;

/// <summary>
/// What a relay's socket does as a member of its loop's <see cref="RelayRing"/>: takes what the ring received, and hands it to
/// the ring for the other side. Epoll does not watch it meanwhile.
/// </summary>
internal sealed unsafe partial class EpollRelaySide
{
    private Membership _membership;
    private int _slot;
    private int _sendQueued; // bytes in the ring, until the end of the turn

    private enum Membership : byte
    {
        None,
        Member,
        /// <summary>The ring was told, and may bring more before its last completion.</summary>
        Leaving,
    }

    public override int Fd => fd;

    public bool InRing => _membership != Membership.None;

    /// <summary>Whether nothing is going on that only epoll can see to its end.</summary>
    public bool MayEnterRing =>
        !InRing && !_closed && !_ended && !_peerGone && !_queued && !_shutdownWanted && !Discarding && _pendingLength == 0;

    private RelayRing Ring => relay.EpollLoop.Ring;

    public void EnterRing(RelayRing ring)
    {
        relay.EpollLoop.Unwatch(fd);
        _membership = Membership.Member;
        _slot = ring.Add(this);
    }

    public void LeaveRing()
    {
        if (_membership != Membership.Member)
            return;
        _membership = Membership.Leaving;
        Ring.Cancel(_slot);
    }

    /// <inheritdoc/>
    public override bool OnReceived(byte* bytes, int length, ushort buffer)
    {
        if (_closed)
            return false;
        Bytes += length;
        relay.Touch(length);
        if (length == BufferRing.Size)
            relay.LeaveRing();
        if (Discarding)
            return false;
        var take = relay.Handler.OnBytes(side, new ReadOnlySpan<byte>(bytes, length));
        if (take < length)
            Discarding = true;
        if (_insert is not null)
        {
            SendWithInsert(bytes, take);
            return false;
        }
        return take > 0 && Peer.SendFromRing(bytes, take, buffer);
    }

    /// <inheritdoc/>
    public override bool ReceivesOn(int result) => _membership == Membership.Member && !_closed && result is > 0 or -Errno.ENOBUFS;

    /// <summary>It is epoll's again.</summary>
    public override void OnLeft(int result)
    {
        _membership = Membership.None;
        if (_closed)
        {
            _closing?.Watch();
            return;
        }
        if (result < 0 && -result is not (Errno.ECANCELED or Errno.ENOBUFS or Errno.EINTR))
        {
            Fail(Errno.ToError(-result));
            return;
        }
        if (result == 0)
        {
            EndInOrder();
            relay.LeaveRing();
        }
        if (!relay.EpollLoop.TryWatch(fd, EpollChannel.Events, tag))
            Fail(TransportError.ResourcesExhausted);
    }

    /// <inheritdoc/>
    public override void OnSent(ReadOnlySpan<byte> bytes, int? result)
    {
        _sendQueued = 0;
        if (_closed)
            return;
        if (result is < 0 and not -Errno.EAGAIN and not -Errno.EINTR)
        {
            Fail(Errno.ToError(-result.Value));
            return;
        }
        if (result is { } sent && !TryKeepInFront(bytes[Math.Max(sent, 0)..]))
        {
            Fail(TransportError.BufferLimit);
            return;
        }
        if (_pendingLength > 0)
        {
            Flush();
            return;
        }
        if (_shutdownWanted)
            _ = Libc.shutdown(fd, Libc.SHUT_WR);
        TellIfSent();
    }

    private bool SendFromRing(byte* bytes, int length, ushort buffer)
    {
        if (_closed || _shutdownWanted)
            return false;
        if (_sendQueued > 0 || _pendingLength > 0)
        {
            // Two sends of a turn could overtake each other, where the first finds no room and the second does.
            Keep(new ReadOnlySpan<byte>(bytes, length));
            return false;
        }
        _sendQueued = length;
        Ring.Send(this, buffer, length);
        return true;
    }

    private bool TryKeepInFront(ReadOnlySpan<byte> bytes)
    {
        var behind = _pending.AsSpan(_pendingStart, _pendingLength).ToArray();
        _pendingStart = _pendingLength = 0;
        return TryAppend(bytes) && TryAppend(behind);
    }

    /// <summary>Before the descriptor is somebody else's: the ring forgets it, and what was queued for it goes out.</summary>
    private void FinishInRing()
    {
        if (!InRing && _sendQueued == 0)
            return;
        LeaveRing();
        Ring.Submit();
    }
}
