using ActorProxy.Shared.Admission;
using ActorProxy.Shared.Options;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Admission;

/// <summary>What a node's options say of its descriptors.</summary>
public static class SocketPlan
{
    /// <param name="limit">Descriptors that the process may have.</param>
    /// <param name="open">Those that are open and are no sockets of clients or backends.</param>
    public static DescriptorPlan For(ProxyOptions options, long limit, int open)
    {
        var loops = options.Transport.Loops == 0 ? Environment.ProcessorCount : options.Transport.Loops;
        var sideServers = new[] { options.Health.Port, options.Metrics.Port, options.Admin.Port }.Count(port => port != 0);
        return new DescriptorPlan(limit, open, DescriptorPlan.ReserveFor(loops, sideServers, SocketBudget.MaxSurplus));
    }
}
