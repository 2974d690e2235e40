using System.Collections.Immutable;
using System.Net;

namespace ActorProxy.Actors;

/// <summary>The bound addresses, by the name of their listener.</summary>
public sealed record BoundListeners(ImmutableDictionary<string, IPEndPoint> EndPoints);
