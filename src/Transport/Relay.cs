namespace ActorProxy.Transport;

/// <summary>
/// Moves bytes between two channels, from socket to socket on their loop, with bounded memory and backpressure both ways.
/// It has no policy: what an end of one side means for the other is its <see cref="IRelayHandler"/>'s to say. All members
/// are called on the loop.
/// </summary>
public abstract class Relay
{
    /// <summary>The loop of both channels.</summary>
    public abstract EventLoop Loop { get; }

    /// <summary>Bytes read from this side so far, thrown away ones included.</summary>
    public abstract long BytesFrom(RelaySide side);

    /// <summary><see cref="EventLoop.Now"/> when bytes last arrived from either side (before any did: when it started).</summary>
    public abstract long LastActivity { get; }

    /// <summary>
    /// Bytes that are held in memory because this side's socket does not take them, or does not have them yet: at most the transport's
    /// relay buffer and one injected frame a call.
    /// </summary>
    public abstract int Pending(RelaySide to);

    /// <summary>
    /// Whether this side has ended, so that <see cref="IRelayHandler.OnEnd"/> was called for it, or is about to be.
    /// </summary>
    public abstract bool HasEnded(RelaySide side);

    /// <summary>Starts to move bytes.</summary>
    public abstract void Start();

    /// <summary>
    /// Sends bytes of our own to this side, behind everything that was taken for it. Ignored once the side has failed. From inside
    /// <see cref="IRelayHandler.OnBytes"/> it goes before the bytes that are being handed over.
    /// </summary>
    public abstract void Inject(RelaySide to, ReadOnlySpan<byte> bytes);

    /// <summary>
    /// From inside <see cref="IRelayHandler.OnBytes"/>, once a call: sends bytes of our own to the other side behind the first of those
    /// that are being handed over.
    /// </summary>
    /// <param name="to">The side to which the bytes go that are being handed over.</param>
    /// <param name="offset">How many of them go before. Where fewer are forwarded, ours are not sent.</param>
    public abstract void InjectBehind(RelaySide to, int offset, ReadOnlySpan<byte> bytes);

    /// <summary>From now on, what arrives from this side is read and thrown away.</summary>
    public abstract void Discard(RelaySide from);

    /// <summary>
    /// Sends FIN to this side once everything that was taken for it is out. What comes for it afterwards is thrown away. Repeated calls do
    /// nothing.
    /// </summary>
    public abstract void ShutdownSend(RelaySide to);

    /// <summary>
    /// Has <see cref="IRelayHandler.OnSent"/> called, once and later, when nothing is <see cref="Pending"/> for this side any more.
    /// </summary>
    public abstract void TellSent(RelaySide to);

    /// <summary>Closes both sockets and drops what is pending. The handler hears nothing more. Repeated calls do nothing.</summary>
    /// <param name="abort">Sends RST instead of FIN where the socket is still open.</param>
    public abstract void Close(bool abort);

    /// <summary>As <see cref="Close"/>, but this side's socket as by <see cref="Channel.CloseBehindPeer"/>.</summary>
    /// <param name="most">How long its peer may take.</param>
    public abstract void CloseBehindPeer(RelaySide last, TimeSpan most);
}
