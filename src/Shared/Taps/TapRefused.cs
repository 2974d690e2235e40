using System.Collections.Immutable;
using ActorProxy.Shared.Directory;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Taps;

/// <summary>Tells a watcher that there is no tap.</summary>
/// <param name="Detail">What was wrong and what to do, for people.</param>
/// <param name="Missing">
/// Nodes that may have the connection. One that was only late has a tap on it now, and says so with a <see cref="TapStarted"/>
/// after this.
/// </param>
public sealed record TapRefused(string Id, TapRefusal Reason, string Detail, ImmutableArray<MissingNode> Missing) : IWireMessage;
