using System.Text.Json.Serialization;

namespace ActorProxy.Shared.Directory;

/// <summary>Where a connection stands in an order.</summary>
/// <param name="Value">What it is sorted by, as a number; 0 where that is the id.</param>
[method: JsonConstructor]
public readonly record struct Place(long Value, string Id);
