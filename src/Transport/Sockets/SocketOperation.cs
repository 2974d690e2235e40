using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace ActorProxy.Transport.Sockets;

/// <summary>
/// One kind of asynchronous call on a socket, used again and again. However it ends, at once or later on another thread,
/// its end is posted to the loop: nothing is ever called back from inside the call that started it.
/// </summary>
internal sealed class SocketOperation : IThreadPoolWorkItem
{
    private readonly EventLoop _loop;
    private readonly Action<SocketError, int> _ended;
    private readonly Action _post;
    private ValueTaskAwaiter<int> _call;

    /// <param name="ended">Called on the loop, with bytes moved.</param>
    public SocketOperation(EventLoop loop, Action<SocketError, int> ended)
    {
        _loop = loop;
        _ended = ended;
        _post = () => _loop.Post(this);
    }

    public void Started(ValueTask<int> call)
    {
        _call = call.GetAwaiter();
        if (_call.IsCompleted)
            _post();
        else
            _call.UnsafeOnCompleted(_post);
    }

    public void Execute()
    {
        var error = SocketError.Success;
        var count = 0;
        try
        {
            count = _call.GetResult();
        }
        catch (SocketException failure)
        {
            error = failure.SocketErrorCode;
        }
        catch (Exception closed) when (closed is OperationCanceledException or ObjectDisposedException)
        {
            error = SocketError.OperationAborted;
        }
        _ended(error, count);
    }
}
