using System.Net;
using System.Net.Sockets;
using ActorProxy.Shared.Options;
using Akka.Configuration;
using Akka.Remote;

namespace ActorProxy.Node.Hosting;

/// <summary>What the actor system throws when it cannot start, in words that say what to do.</summary>
internal static class StartFailure
{
    /// <returns>Null where the failure speaks for itself, or is a defect.</returns>
    public static IOException? Explain(Exception failure, ProxyOptions options) => failure switch
    {
        AggregateException several when several.Flatten().InnerExceptions.OfType<RemoteTransportException>()
            .FirstOrDefault() is { } transport =>
            new IOException($"The cluster's port cannot be bound at {new IPEndPoint(options.Cluster.BoundAddress, options.Cluster.Port)}: "
                + $"{Cause(transport)}; see cluster.bind-address and cluster.port", failure),
        ConfigurationException => new IOException($"The section akka cannot be used: {failure.Message}", failure),
        _ => null,
    };

    private static string Cause(RemoteTransportException transport) =>
        transport.GetBaseException() is SocketException socket ? socket.Message : transport.Message;
}
