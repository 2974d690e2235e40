namespace ActorProxy.Interop.Tests.SignalR;

/// <summary>What a client has seen of the hub.</summary>
/// <param name="Transport">As the hub tells it.</param>
/// <param name="Greeted">What the hub called the client with.</param>
/// <param name="Length">Of the greeting, by the hub's count.</param>
/// <param name="Items">Of the stream.</param>
/// <param name="Error">With which the connection ended, or null.</param>
internal sealed record HubOutcome(string Transport, string Greeted, int Length, IReadOnlyList<int> Items, string? Error);
