using System.Collections.Immutable;
using ActorProxy.Shared.Directory;
using Akka.Actor;

namespace ActorProxy.Actors.Directory;

/// <summary>
/// One query about the cluster: asks the nodes, gathers their answers, and answers when all that can be reached have, or
/// its time is over. Then it is gone, and an answer that comes later goes nowhere.
/// </summary>
internal sealed class ClusterQueryActor(IClusterQuery query, ImmutableArray<NodeTarget> targets, IActorRef requester)
    : UntypedActor, IWithTimers
{
    private readonly Dictionary<string, List<INodeAnswer>> _answers = [];

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        Timers.StartSingleTimer(Expired.Instance, Expired.Instance, query.Timeout);
        foreach (var target in targets)
            target.Directory?.Tell(query.ForNode(), Self);
        FinishIfAllAnswered();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case INodeAnswer answer when query.IsSettledBy(answer):
                Finish([answer], []);
                break;
            case INodeAnswer answer:
                if (!_answers.TryGetValue(answer.Node, out var parts))
                    _answers[answer.Node] = parts = [];
                parts.Add(answer);
                FinishIfAllAnswered();
                break;
            case Expired:
                FinishWithWhatThereIs();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // A part of an answer alone is of no use: a page would lack rows in its middle.
    private bool HasAnswered(NodeTarget target) =>
        _answers.TryGetValue(target.Name, out var parts) && parts.Count == parts[0].Parts;

    private void FinishIfAllAnswered()
    {
        if (targets.All(target => !target.IsReachable || HasAnswered(target)))
            FinishWithWhatThereIs();
    }

    private void FinishWithWhatThereIs()
    {
        var (answered, missing) = (targets.Where(HasAnswered), targets.Where(target => !HasAnswered(target)));
        Finish([.. answered.SelectMany(target => _answers[target.Name])],
            [.. missing.Select(target => new MissingNode(target.Name, ReasonOf(target)))]);
    }

    private static MissingReason ReasonOf(NodeTarget target) => target switch
    {
        { Directory: null } => MissingReason.NotAMember,
        { IsReachable: false } => MissingReason.Unreachable,
        _ => MissingReason.NoAnswer,
    };

    private void Finish(IReadOnlyCollection<INodeAnswer> answers, IReadOnlyCollection<MissingNode> missing)
    {
        if (query.Merge(answers, missing) is { } answer)
            requester.Tell(answer);
        Context.Stop(Self);
    }

    private sealed class Expired
    {
        public static readonly Expired Instance = new();
    }
}
