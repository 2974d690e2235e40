using System.Threading.Channels;
using ActorProxy.Actors.Directory;
using ActorProxy.Shared.Directory;
using ActorProxy.Shared.Operator;
using Akka.Actor;

namespace ActorProxy.Actors.Operator;

/// <summary>Has another node's <see cref="OperatorActor"/> do a command. Stopping it ends the command there.</summary>
internal sealed class OperatorCall : UntypedActor
{
    /// <summary>A node that has not even said by then that it has the command is given up, as in <c>connections list</c>.</summary>
    public static readonly TimeSpan FirstAnswer = QueryTimeout.Default;

    /// <summary>One that has may be silent for so long: the longest command between two words is a measurement of 10 s.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(13);

    private readonly NodeTarget _target;
    private readonly OperatorRequest _request;
    private readonly ChannelWriter<OperatorAnswer> _answers;

    public OperatorCall(NodeTarget target, OperatorRequest request, ChannelWriter<OperatorAnswer> answers)
    {
        _target = target;
        _request = request;
        _answers = answers;
    }

    protected override void PreStart()
    {
        Context.SetReceiveTimeout(FirstAnswer);
        _target.Directory!.Tell(_request, Self);
    }

    protected override void PostStop() => _answers.TryComplete();

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case OperatorAnswers part:
                foreach (var answer in part.Answers)
                    _answers.TryWrite(answer);
                Context.SetReceiveTimeout(Silence);
                if (part.Last)
                    Context.Stop(Self);
                break;
            case ReceiveTimeout:
                _answers.TryWrite(OperatorAnswer.Warning($"node {_target.Name} did not answer in time"));
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }
}
