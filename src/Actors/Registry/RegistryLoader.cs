using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Routing;
using Akka.Actor;

namespace ActorProxy.Actors.Registry;

/// <summary>
/// Reads the whole registry: the index first, then each host from its entity, a window of them at a time. Tells its parent
/// each <see cref="HostRoutes"/> and, at the end, <see cref="Loaded"/>. What is not answered is asked for again.
/// </summary>
internal sealed class RegistryLoader : UntypedActor, IWithTimers
{
    /// <summary>Entities that are woken at a time. More than the database has connections only lengthens its queue.</summary>
    private const int Window = 64;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(3);

    private readonly IActorRef _region;
    private readonly Queue<HostPattern> _waiting = new();
    private readonly HashSet<HostPattern> _asked = [];
    private int _listed;
    private int _total = -1;
    private bool _answered;

    public RegistryLoader(IActorRef region) => _region = region;

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer(Retry.Instance, Retry.Instance, RetryAfter);
        _region.Tell(new GetHosts(0));
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case KnownHosts hosts when hosts.From == _listed:
                _answered = true;
                _total = hosts.Total;
                _listed += hosts.Hosts.Length;
                foreach (var host in hosts.Hosts)
                    _waiting.Enqueue(host);
                if (_listed < _total)
                    _region.Tell(new GetHosts(_listed));
                Next();
                break;
            case HostRoutes routes when _asked.Remove(routes.Host):
                _answered = true;
                Context.Parent.Tell(routes);
                Next();
                break;
            case KnownHosts or HostRoutes:
                break; // an answer to a question that was asked twice
            case Retry:
                AskAgain();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Next()
    {
        while (_asked.Count < Window && _waiting.TryDequeue(out var host))
        {
            if (_asked.Add(host))
                _region.Tell(new GetHostRoutes(host));
        }
        if (_listed != _total || _asked.Count > 0)
            return;
        Context.Parent.Tell(new Loaded(_total));
        Context.Stop(Self);
    }

    /// <summary>Only where nothing came for a whole period: the registry is slow to wake, and twice the questions would slow it more.</summary>
    private void AskAgain()
    {
        if (!_answered)
        {
            if (_listed != _total)
                _region.Tell(new GetHosts(_listed));
            foreach (var host in _asked)
                _region.Tell(new GetHostRoutes(host));
        }
        _answered = false;
    }

    /// <summary>The parent has been told of all hosts.</summary>
    public sealed record Loaded(int Hosts);

    private sealed class Retry
    {
        public static readonly Retry Instance = new();
    }
}
