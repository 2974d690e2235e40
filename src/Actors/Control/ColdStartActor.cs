using ActorProxy.Actors.Health;
using ActorProxy.Actors.Registry;
using ActorProxy.Shared.Health;
using Akka.Actor;
using Akka.Event;

namespace ActorProxy.Actors.Control;

/// <summary>
/// Has the node be ready with what it has where its start does not reach cluster or registry in time (<see cref="StartRules"/>). It is of
/// the process's start alone: a node that joins again has its table, and goes by <see cref="Minority"/>.
/// </summary>
internal sealed class ColdStartActor : UntypedActor
{
    /// <summary>Between two looks, since a database may go away later.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly NodeHealth _health;
    private readonly KnownRegistry? _known;
    private readonly TimeSpan _wait;
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly ITimer _timer;

    /// <param name="known">Null where there is no registry.</param>
    /// <param name="wait">For so long cluster and registry are waited for, from now on.</param>
    public ColdStartActor(NodeHealth health, KnownRegistry? known, TimeSpan wait, TimeProvider time)
    {
        (_health, _known, _wait) = (health, known, wait);
        var self = Self;
        _timer = time.CreateTimer(_ => self.Tell(Look.Instance, ActorRefs.NoSender), null, wait, Tick);
    }

    protected override void PostStop() => _timer.Dispose();

    protected override void OnReceive(object message)
    {
        if (message is Look)
            Decide();
        else
            Unhandled(message);
    }

    private void Decide()
    {
        var problem = _known?.Database.Problem;
        switch (StartRules.Decide(_health.Current, waited: true, _known is not null, problem is not null))
        {
            case StartDecision.GoOn:
                _health.Update(state => state with { StartsAlone = true });
                if (_health.Current.Without is { IsEmpty: false } without)
                    _log.Warning("The node is ready without all that it needs, as that has not come within {Wait} (registry.start-wait): "
                        + "{Missing}{Problem}. It takes over what comes later", _wait, string.Join("; ", without),
                        problem is null ? "" : $"; the registry's database cannot be used: {problem}");
                Context.Stop(Self);
                break;
            case StartDecision.Done:
                Context.Stop(Self);
                break;
            default:
                break; // the next look
        }
    }

    private sealed class Look
    {
        public static readonly Look Instance = new();
    }
}
