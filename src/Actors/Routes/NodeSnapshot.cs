using ActorProxy.Shared.Options;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Actors.Routes;

/// <summary>What a node runs by, as one value: who needs several of its values that go together takes it once.</summary>
/// <param name="Options">The values that are in force, which are not always those that the file has now.</param>
/// <param name="Routes">Those of the options or, where there is a registry, what the registry makes of them.</param>
public sealed record NodeSnapshot(ProxyOptions Options, RouteTable Routes);
