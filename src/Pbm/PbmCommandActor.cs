using System.Collections.Immutable;
using ActorProxy.Actors.Operator;
using ActorProxy.Shared.Operator;
using Akka.Actor;
using Petabridge.Cmd;
using Petabridge.Cmd.Host;

namespace ActorProxy.Pbm;

/// <summary>Takes the commands of one group from a session, and starts those that have nothing wrong in them.</summary>
internal sealed class PbmCommandActor : CommandHandlerActor
{
    private readonly IOperatorService _service;

    public PbmCommandActor(string group, ImmutableArray<OperatorCommand> commands, IOperatorService service)
        : base(PbmPalette.Of(group, commands))
    {
        _service = service;
        foreach (var command in commands)
            Process(command.Verb, given => Start(command, given));
    }

    private void Start(OperatorCommand command, Command given)
    {
        var input = PbmInput.Read(command, given.Arguments.Select(a => (a.Item1, (string?)a.Item2)));
        if (input.Problems.Count > 0)
            Sender.Tell(new ErroredCommandResponse(string.Join('\n', input.Problems), true));
        else
            Context.ActorOf(PbmRun.Props(command, input, _service, Sender));
    }
}
