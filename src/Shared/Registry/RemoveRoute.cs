using ActorProxy.Shared.Routing;

namespace ActorProxy.Shared.Registry;

/// <summary>Removes an operator's route.</summary>
public sealed record RemoveRoute(string Id, HostPattern Host, string RouteId) : RegistryCommand(Id, Host);
