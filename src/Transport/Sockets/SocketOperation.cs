using System.Net.Sockets;

namespace ActorProxy.Transport.Sockets;

/// <summary>
/// One kind of asynchronous call on a socket, used again and again. However it ends, at once or later on another thread,
/// its end is posted to the loop: nothing is ever called back from inside the call that started it.
/// </summary>
internal sealed class SocketOperation : SocketAsyncEventArgs, IThreadPoolWorkItem
{
    private readonly EventLoop _loop;
    private readonly Action _ended;

    public SocketOperation(EventLoop loop, Action ended)
        : base(true) // no execution context: a loop has none
    {
        _loop = loop;
        _ended = ended;
    }

    /// <param name="pending">What the socket's method returned.</param>
    public void Started(bool pending)
    {
        if (!pending)
            _loop.Post(this);
    }

    public void Execute() => _ended();

    protected override void OnCompleted(SocketAsyncEventArgs e) => _loop.Post(this);
}
