using ActorProxy.Shared.Options;
using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Routing;
using Akka.Actor;

namespace ActorProxy.Actors.Registry;

/// <summary>
/// What a node knows of the registry. It outlives the actor systems by which the node reaches it: the table that serves stays as it is
/// while the node is out of its cluster.
/// </summary>
public sealed class KnownRegistry : IDisposable
{
    private readonly Lock _replacing = new();
    private StaticRoutes _configuration;
    private IActorRef _replica = ActorRefs.Nobody;

    /// <summary>Serves what was saved, until the registry is known.</summary>
    /// <param name="swap">Makes a table the one that serves.</param>
    /// <param name="saved">The registry's routes of an earlier run; null where none are kept.</param>
    public KnownRegistry(ProxyOptions options, IRegistryDatabase database, TimeProvider time, Action<RouteTable> swap,
        ISavedRoutes? saved = null)
    {
        _configuration = StaticRoutes.From(options.Registry.Revision, options.Routes);
        Routes = new NodeRoutes(options.Routes, _configuration, swap, isAlone: !options.Cluster.Enabled);
        Faults = new HostFaults();
        Metrics = new RegistryMetrics(time, Faults, saved);
        (Database, Saved) = (database, saved);
        if (saved?.Last is { } last)
            Routes.Serve(last.Hosts);
    }

    public RegistryMetrics Metrics { get; }

    /// <summary>Of the hosts that this node holds and, while it is the oldest, of all.</summary>
    public HostFaults Faults { get; }

    /// <summary>Of the replica that is in use, which there is one of at a time.</summary>
    internal NodeRoutes Routes { get; }

    internal IRegistryDatabase Database { get; }

    /// <summary>Where its routes are kept for the node's next start; null where they are not.</summary>
    internal ISavedRoutes? Saved { get; }

    /// <summary>
    /// Another configuration's routes stand in the place of this one's: here at once, or where the node is out of its cluster as soon as it
    /// has joined again; elsewhere when the registry has them.
    /// </summary>
    public void Reload(StaticRoutes configuration)
    {
        lock (_replacing)
        {
            _configuration = configuration;
            _replica.Tell(new ReloadRoutes(configuration), ActorRefs.NoSender);
        }
    }

    public void Dispose() => Metrics.Dispose();

    /// <summary>Another replica is in use from now on, and is told of the configuration that holds.</summary>
    internal void Use(IActorRef replica)
    {
        lock (_replacing)
        {
            _replica = replica;
            if (!ReferenceEquals(_configuration, Routes.Configuration))
                replica.Tell(new ReloadRoutes(_configuration), ActorRefs.NoSender);
        }
    }
}
