using ActorProxy.Shared.Options;
using ActorProxy.Transport;
using ActorProxy.Transport.Epoll;
using ActorProxy.Transport.Sockets;

namespace ActorProxy.Actors.Lifecycle;

/// <summary>Makes the transport that the options ask for.</summary>
internal static class NodeTransport
{
    /// <summary>
    /// Small reads in a row after which a tunnel moves into its loop's ring: the move costs about as much as ten messages.
    /// </summary>
    private const int CalmReads = 32;

    public static ITransport Create(TransportSettings settings, BufferBudget buffers, SocketBudget sockets, TimeProvider time,
        Action<Exception> onFault)
    {
        var loops = settings.Loops == 0 ? Environment.ProcessorCount : settings.Loops;
        var options = new TransportOptions(loops, settings.RelayBuffer) { Buffers = buffers, Sockets = sockets };
        return settings.Kind switch
        {
            TransportKind.Sockets => new SocketTransport(options, time, onFault),
            TransportKind.Auto when !OperatingSystem.IsLinux() => new SocketTransport(options, time, onFault),
            TransportKind.Auto when !EpollTransport.SupportsUring => new EpollTransport(options, time, onFault),
            TransportKind.Epoll => new EpollTransport(options, time, onFault),
            _ => new EpollTransport(options with { CalmReads = CalmReads }, time, onFault),
        };
    }
}
