namespace ActorProxy.Transport.Sockets;

/// <summary>A loop that waits for a signal instead of sockets: their completions reach it as posted work.</summary>
internal sealed class SocketLoop(int index, TimeProvider time, TimeProvider running, Action<Exception> onFault)
    : EventLoop("sockets", index, time, running, onFault)
{
    private readonly ManualResetEventSlim _signal = new(initialState: false, spinCount: 0);
    private readonly HashSet<SocketChannel> _channels = [];

    public void Add(SocketChannel channel) => _channels.Add(channel);

    public void Remove(SocketChannel channel) => _channels.Remove(channel);

    protected override bool Poll(int timeoutMs)
    {
        _signal.Wait(timeoutMs);
        // A signal that is lost here is not missed: the thread that gave it has posted before, and the queue is read after this.
        _signal.Reset();
        Woke();
        return true;
    }

    protected override void Wake() => _signal.Set();

    protected override void CloseAll()
    {
        SocketChannel[] channels = [.. _channels];
        foreach (var channel in channels)
        {
            try
            {
                channel.CloseWithLoop();
            }
            catch (Exception fault)
            {
                ReportFault(fault);
            }
        }
    }
}
