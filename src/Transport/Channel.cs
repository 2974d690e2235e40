using System.Net;

namespace ActorProxy.Transport;

/// <summary>
/// One TCP connection. It belongs to one event loop: every member is called there, and every completion runs there, inline,
/// so code behind an await must never block. At most one read and one write are under way at a time.
/// </summary>
public abstract class Channel
{
    /// <summary>The loop it belongs to.</summary>
    public abstract EventLoop Loop { get; }

    /// <summary>The peer's address. For a channel that connects: set when the connection stands.</summary>
    public abstract IPEndPoint? RemoteEndPoint { get; }

    /// <summary>Our own address, asked of the kernel at each call.</summary>
    public abstract IPEndPoint? LocalEndPoint { get; }

    /// <summary>Whether it was accepted beyond the <see cref="SocketBudget"/>, to be told so and closed.</summary>
    public virtual bool IsSurplus => false;

    /// <summary>
    /// Connects a channel from <see cref="ITransport.CreateChannel"/>. <see cref="Close"/> or <see cref="Abort"/> ends the attempt.
    /// </summary>
    /// <param name="source">Our own address to connect from; null for the kernel's choice.</param>
    /// <exception cref="TransportException">
    /// Refused, unreachable, timed out, no descriptor or port left, the source is none of this machine's, or aborted.
    /// </exception>
    public abstract ValueTask ConnectAsync(IPEndPoint endPoint, IPAddress? source = null);

    /// <summary>Reads what is there, or waits for the first bytes.</summary>
    /// <param name="buffer">
    /// Not empty. It is written to only right before the read completes, so that reads which wait can share one.
    /// </param>
    /// <returns>Bytes read; 0 at the end of the stream (FIN).</returns>
    /// <exception cref="TransportException">The connection broke, or was closed by our own side.</exception>
    public abstract ValueTask<int> ReadAsync(Memory<byte> buffer);

    /// <summary>Completes when the kernel has taken all bytes.</summary>
    /// <exception cref="TransportException">
    /// The connection broke, was closed by our own side, or its peer took nothing for too long.
    /// </exception>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>
    /// Sends what the kernel takes at once: the memory is the caller's again when this returns. What is left is for
    /// <see cref="WriteAsync"/>. No write may be under way.
    /// </summary>
    /// <returns>How many of the bytes were taken; 0 also where the channel has no way to tell at once.</returns>
    /// <exception cref="TransportException">The connection broke, or was closed by our own side; not a byte was taken.</exception>
    public virtual int TryWrite(ReadOnlySpan<byte> bytes) => 0;

    /// <summary>
    /// Called once when the peer closes or breaks the connection while no read is under way: how a channel nobody reads
    /// says that it is worth nothing any more. May come early, before unread bytes were read. Where it has happened already
    /// when the callback is set, the callback is posted to the loop.
    /// </summary>
    public abstract Action? PeerClosed { get; set; }

    /// <summary>Sends FIN. Reading goes on. No write may be under way.</summary>
    public abstract void ShutdownSend();

    /// <summary>
    /// Closes the socket. A read, write or connect under way fails with <see cref="TransportError.Aborted"/>, inside this call or soon
    /// after. Repeated calls do nothing.
    /// </summary>
    public abstract void Close();

    /// <summary>
    /// As <see cref="Close"/> to its owner, for one whose peer is to close first, since whoever closes first keeps the ports of the
    /// connection for a minute (TIME_WAIT, RFC 9293 section 3.3.2): the socket is closed behind the peer's FIN, its failure, or this time.
    /// Until then what comes is thrown away. Where our FIN was sent before, for what is no TCP connection of its own, and where sockets
    /// are scarce (<see cref="SocketBudget.IsScarce"/>), it is Close.
    /// </summary>
    /// <param name="most">How long the peer may take; zero for <see cref="Close"/>.</param>
    public virtual void CloseBehindPeer(TimeSpan most) => Close();

    /// <summary>As <see cref="Close"/>, with RST.</summary>
    public abstract void Abort();
}
