using ActorProxy.Shared.Routing;

namespace ActorProxy.Shared.Registry;

/// <summary>Adds an operator's route, or puts it in the place of the one with the same id.</summary>
public sealed record PutRoute(string Id, Route Route) : RegistryCommand(Id, Route.Host);
