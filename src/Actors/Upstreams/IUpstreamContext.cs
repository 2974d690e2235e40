using ActorProxy.Actors.Tls;
using ActorProxy.Shared.Options;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Upstreams;

/// <summary>What attempts on backends have of their node.</summary>
public interface IUpstreamContext
{
    ITransport Transport { get; }

    AddressResolver Resolver { get; }

    NodeTls Tls { get; }

    IUpstreamStreams Streams { get; }

    /// <summary>Their deadlines, and the limits of what a backend answers.</summary>
    HandshakeOptions Handshake { get; }

    /// <summary>Of their sockets.</summary>
    ChannelOptions ChannelOptions { get; }
}
