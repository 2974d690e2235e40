using System.Collections.Immutable;
using ActorProxy.Shared.Operator;
using Akka.Actor;

namespace ActorProxy.Actors.Operator;

/// <summary>Does one command for an actor of another node and sends it the answers; ends with that actor.</summary>
internal sealed class OperatorSession : UntypedActor
{
    /// <summary>Answers in one message: rows have at most some hundred bytes, but for what clients choose the length of.</summary>
    private const int Part = 50;

    /// <summary>How long answers wait for others to go with.</summary>
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(50);

    private readonly IOperatorService _service;
    private readonly OperatorRequest _request;
    private readonly IActorRef _requester;
    private readonly CancellationTokenSource _stop = new();

    public OperatorSession(IOperatorService service, OperatorRequest request, IActorRef requester)
    {
        _service = service;
        _request = request;
        _requester = requester;
    }

    protected override void PreStart()
    {
        Context.Watch(_requester);
        _requester.Tell(new OperatorAnswers([], Last: false)); // the first answer: the node is there, and has the command
        var self = Self;
        _ = Task.Run(() => PumpAsync(self)).PipeTo(self, success: () => Done.Instance, failure: error => new Failed(error));
    }

    protected override void PostStop()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Terminated or Done:
                Context.Stop(Self);
                break;
            case Failed { Error: OperationCanceledException }:
                Context.Stop(Self);
                break;
            case Failed failed:
                _requester.Tell(new OperatorAnswers([OperatorAnswer.Error(failed.Error.Message)], Last: true));
                Context.Stop(Self);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private async Task PumpAsync(IActorRef self)
    {
        var part = ImmutableArray.CreateBuilder<OperatorAnswer>();
        await using var answers = _service.RunAsync(_request, _stop.Token).GetAsyncEnumerator(_stop.Token);
        var next = answers.MoveNextAsync().AsTask();
        while (true)
        {
            if (part.Count > 0 && (part.Count >= Part || !next.IsCompleted)
                && await Task.WhenAny(next, Task.Delay(part.Count >= Part ? TimeSpan.Zero : Wait)) != next)
            {
                _requester.Tell(new OperatorAnswers(part.ToImmutable(), Last: false), self);
                part.Clear();
            }
            if (!await next)
                break;
            part.Add(answers.Current);
            next = answers.MoveNextAsync().AsTask();
        }
        _requester.Tell(new OperatorAnswers(part.ToImmutable(), Last: true), self);
    }

    private sealed record Failed(Exception Error);

    private sealed class Done
    {
        public static readonly Done Instance = new();
    }
}
