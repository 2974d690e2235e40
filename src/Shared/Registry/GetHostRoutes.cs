using ActorProxy.Shared.Routing;

namespace ActorProxy.Shared.Registry;

/// <summary>Asks the registry for the routes of a host; the answer is its <see cref="HostRoutes"/>, of revision 0 where there never were any.</summary>
public sealed record GetHostRoutes(HostPattern Host) : IHostMessage;
