using Akka.Actor;

namespace Petabridge.Cmd.Host;

/// <summary>Does the commands of one palette.</summary>
public abstract class CommandHandlerActor : ReceiveActor
{
    private readonly Dictionary<string, Action<Command>> _handlers = new(StringComparer.Ordinal);

    protected CommandHandlerActor(CommandPalette commands)
    {
        Commands = commands;
        Receive<Command>(command => _handlers[command.Name](command));
    }

    public CommandPalette Commands { get; }

    protected void Process(string commandName, Action<Command> handler) => _handlers.Add(commandName, handler);
}
