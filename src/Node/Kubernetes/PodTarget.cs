using System.Net;
using ActorProxy.Actors.Membership;
using static Akka.Discovery.ServiceDiscovery;

namespace ActorProxy.Node.Kubernetes;

/// <summary>A pod with an address whose containers run, ready or not.</summary>
/// <param name="address">The pod's IP address.</param>
/// <param name="port">Of the cluster's traffic.</param>
/// <param name="name">The pod's name.</param>
/// <param name="terminating">The pod was told to stop.</param>
public sealed class PodTarget(IPAddress address, int port, string name, bool terminating)
    : ResolvedTarget(AkkaHost.Of(address), port, address)
{
    public string Name => name;

    public bool Terminating => terminating;
}
