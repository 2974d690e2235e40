using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Routing;
using Akka.Actor;
using Akka.Event;

namespace ActorProxy.Actors.Registry;

/// <summary>
/// Declares the configuration's routes to the registry, some hosts at a time and each until it is answered. Tells its parent
/// <see cref="Declared"/> of each that the registry has taken.
/// </summary>
internal sealed class RouteDeclarer : UntypedActor, IWithTimers
{
    private const int Window = 32;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    /// <summary>Of a host whose rows in the database somebody must mend.</summary>
    private static readonly TimeSpan RetryDamagedAfter = TimeSpan.FromSeconds(30);

    private readonly RegistryClient _registry;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Queue<HostPattern> _waiting = new();
    private readonly HashSet<HostPattern> _open = []; // waiting or under way
    private StaticRoutes _configuration;
    private int _underWay;
    private bool _toldOfOlder;
    private bool _toldOfTrouble;

    public RouteDeclarer(RegistryClient registry, StaticRoutes configuration) => (_registry, _configuration) = (registry, configuration);

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Declare declare:
                if (!ReferenceEquals(_configuration, declare.Configuration))
                    _toldOfOlder = false;
                _configuration = declare.Configuration;
                Enqueue(declare.Hosts);
                break;
            case Retry retry:
                Enqueue([retry.Host]);
                break;
            case Answered answered:
                OnAnswered(answered);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void OnAnswered(Answered answered)
    {
        _underWay--;
        _open.Remove(answered.Host);
        switch (answered.Reply)
        {
            case CommandRejected { Reason: RejectionReason.Unavailable } unavailable:
                if (!_toldOfTrouble)
                    _log.Warning("The configuration's routes are not yet in the registry, and serve on this node alone: {Reason}",
                        unavailable.Message);
                _toldOfTrouble = true;
                Timers.StartSingleTimer(answered.Host, new Retry(answered.Host), RetryAfter);
                break;
            case CommandRejected { Reason: RejectionReason.Damaged }: // who has the host has told of it
                Timers.StartSingleTimer(answered.Host, new Retry(answered.Host), RetryDamagedAfter);
                break;
            case not null when !ReferenceEquals(answered.Configuration, _configuration):
                Enqueue([answered.Host]); // it was reloaded meanwhile, and has other routes or another revision
                break;
            case CommandAccepted accepted:
                _toldOfTrouble = false;
                if (!accepted.Shadowed.IsEmpty)
                    _log.Warning("Routes {Routes} of host {Host} do not serve: an operator's routes have their id or path",
                        accepted.Shadowed, answered.Host);
                Context.Parent.Tell(new Declared(answered.Host, accepted.Revision, answered.Configuration));
                break;
            case CommandRejected { Reason: RejectionReason.OlderConfiguration } older:
                if (!_toldOfOlder)
                    _log.Warning("The registry keeps newer routes than this node's configuration has: {Reason}", older.Message);
                _toldOfOlder = true;
                break;
            case CommandRejected rejected:
                _log.Error("The registry refused the configuration's routes of host {Host}: {Reason}", answered.Host, rejected.Message);
                break;
        }
        Next();
    }

    private void Enqueue(IEnumerable<HostPattern> hosts)
    {
        foreach (var host in hosts.Where(_open.Add))
            _waiting.Enqueue(host);
        Next();
    }

    private void Next()
    {
        var self = Self;
        while (_underWay < Window && _waiting.TryDequeue(out var host))
        {
            _underWay++;
            var configuration = _configuration;
            var declaration = new DeclareRoutes(RegistryClient.NewId(), host, configuration.Revision, configuration.Of(host));
            _ = _registry.SendAsync(declaration).PipeTo(self,
                success: reply => new Answered(host, configuration, reply),
                failure: defect =>
                    new Answered(host, configuration, new CommandRejected(declaration.Id, RejectionReason.Unavailable, defect.Message)));
        }
    }

    /// <summary>Orders to declare hosts as the configuration has them; without routes where it has none.</summary>
    public sealed record Declare(IReadOnlyCollection<HostPattern> Hosts, StaticRoutes Configuration);

    /// <summary>The registry has the host's routes of this configuration, with this revision of the host.</summary>
    public sealed record Declared(HostPattern Host, long Revision, StaticRoutes Configuration);

    private sealed record Retry(HostPattern Host);

    private sealed record Answered(HostPattern Host, StaticRoutes Configuration, RegistryReply Reply);
}
