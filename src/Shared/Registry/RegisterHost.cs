using ActorProxy.Shared.Routing;

namespace ActorProxy.Shared.Registry;

/// <summary>Enters a host into the index; the answer is <see cref="HostRegistered"/>.</summary>
public sealed record RegisterHost(HostPattern Host) : IIndexMessage;
