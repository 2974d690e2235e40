using System.Net.Sockets;

namespace ActorProxy.Transport.Sockets;

/// <summary>How it is closed behind its peer: to its owner it is closed, and receives on by itself.</summary>
internal sealed partial class SocketChannel
{
    private Deadline? _behindPeer; // from when it was told to

    public override void CloseBehindPeer(TimeSpan most)
    {
        var isOpen = _socket is { Connected: true } && !_finished && _broken == SocketError.Success;
        if (_closed || !isOpen || _finSent || most <= TimeSpan.Zero || _loop.Sockets.IsScarce)
        {
            Close();
            return;
        }
        _closed = true;
        _peerClosed = null;
        _deadline.Stop();
        _behindPeer = _loop.CreateDeadline(Release);
        _behindPeer.Arm(most);
        ReceiveLate();
        // Last: the code that waits runs inline and may do anything.
        EndWait(_reading);
        EndWait(_writing);
    }

    private void ReceiveLate()
    {
        if (_receiving || _released)
            return;
        _receiving = true;
        _receive.Started(_socket!.ReceiveAsync(_buffer.AsMemory(), SocketFlags.None, _closing.Token));
    }

    private void ReceivedLate(SocketError error, int count)
    {
        if (error != SocketError.Success || count == 0)
            Release();
        else
            ReceiveLate();
    }
}
