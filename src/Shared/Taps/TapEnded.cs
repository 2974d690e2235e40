using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Taps;

/// <summary>The last that a watcher hears of a tap.</summary>
/// <param name="Id">Of the connection.</param>
/// <param name="Detail">For people, or null.</param>
/// <param name="Items">How many were shown.</param>
/// <param name="Dropped">How many were not, all in all: the watcher was too slow.</param>
public sealed record TapEnded(string Id, TapEndReason Reason, string? Detail, long Items, long Dropped) : IWireMessage;
