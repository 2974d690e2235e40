using ActorProxy.Shared.Wire;
using Akka.Actor.Setup;

namespace ActorProxy.Actors.Serialization;

/// <summary>Gives an actor system other formats than <see cref="WireCatalogues.All"/>.</summary>
public sealed class WireSetup(WireCatalogue catalogue) : Setup
{
    public WireCatalogue Catalogue { get; } = catalogue;
}
