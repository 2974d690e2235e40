using System.Collections.Immutable;
using ActorProxy.Actors.Operator;
using ActorProxy.Shared.Operator;
using Akka.Actor;
using Petabridge.Cmd.Host;

namespace ActorProxy.Pbm;

/// <summary>A group of the catalogue, for Petabridge.Cmd.</summary>
internal sealed class PbmPaletteHandler(string group, ImmutableArray<OperatorCommand> commands, IOperatorService service)
    : CommandPaletteHandler(PbmPalette.Of(group, commands))
{
    public override Props HandlerProps { get; } = Props.Create(() => new PbmCommandActor(group, commands, service));
}
