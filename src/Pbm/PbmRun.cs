using ActorProxy.Actors.Operator;
using ActorProxy.Shared.Operator;
using Akka.Actor;
using Akka.Event;
using Petabridge.Cmd;

namespace ActorProxy.Pbm;

/// <summary>
/// One command while it runs. Its answer goes to the session line by line, the last response of it final. When the session
/// ends, or the handler with it, the command is cancelled.
/// </summary>
internal sealed class PbmRun : ReceiveActor
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly OperatorCommand _command;
    private readonly PbmInput _input;
    private readonly IOperatorService _service;
    private readonly IActorRef _session;

    public PbmRun(OperatorCommand command, PbmInput input, IOperatorService service, IActorRef session)
    {
        (_command, _input, _service, _session) = (command, input, service, session);
        Receive<Terminated>(_ => Context.Stop(Self));
        Receive<Ended>(_ => Context.Stop(Self));
    }

    public static Props Props(OperatorCommand command, PbmInput input, IOperatorService service, IActorRef session) =>
        Akka.Actor.Props.Create(() => new PbmRun(command, input, service, session));

    protected override void PreStart()
    {
        Context.Watch(_session);
        var self = Self;
        _ = Task.Run(async () =>
        {
            await RunAsync(self);
            self.Tell(Ended.Instance);
        });
    }

    protected override void PostStop() => _cancellation.Cancel();

    private async Task RunAsync(IActorRef self)
    {
        try
        {
            await AnswerAsync(self);
        }
        catch (Exception) when (_cancellation.IsCancellationRequested)
        {
            // Nobody is there any more.
        }
        catch (Exception e)
        {
            _log.Error(e, "The command {0} of pbm failed", _command.Name);
            _session.Tell(new ErroredCommandResponse($"{_command.Name} failed: {e.Message}", true), self);
        }
    }

    private async Task AnswerAsync(IActorRef self)
    {
        var text = new PbmText(_command, _input.Wide);
        await using var answers = _service.RunAsync(_input.Request, _cancellation.Token).GetAsyncEnumerator(_cancellation.Token);
        while (true)
        {
            var next = answers.MoveNextAsync();
            // Rows that come together are one table; none waits for those that are still to come.
            if (!next.IsCompleted)
                Say(text.Flush());
            if (!await next)
                break;
            if (answers.Current is { Kind: AnswerKind.Error } error)
            {
                Say(text.Flush());
                _session.Tell(new ErroredCommandResponse(PbmText.Printable(error.Text ?? ""), true), self);
                return;
            }
            Say(text.Add(answers.Current));
        }
        Say(text.End());
        _session.Tell(CommandResponse.Empty, self);

        void Say(IEnumerable<string> lines)
        {
            foreach (var line in lines)
                _session.Tell(new CommandResponse(line, false), self);
        }
    }

    private sealed record Ended
    {
        public static readonly Ended Instance = new();
    }
}
