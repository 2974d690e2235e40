using ActorProxy.Shared.Policies.Filters;
using ActorProxy.Shared.Routing;
using Akka.Event;

namespace ActorProxy.Actors.Tunnels.Messages;

/// <summary>What a filter may know of the connection and the direction that it is made for.</summary>
/// <param name="ConnectionId">As in the access log and the operator surface.</param>
/// <param name="Chain">That it is made for.</param>
/// <param name="Log">For any thread. A message's payload has no place in it.</param>
public sealed record MessageFilterContext(string ConnectionId, Route Route, FilterChain Chain, MessageDirection Direction,
    ILoggingAdapter Log);
