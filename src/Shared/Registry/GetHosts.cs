namespace ActorProxy.Shared.Registry;

/// <summary>Asks the index for its hosts, in the order in which they came; the answer is <see cref="KnownHosts"/>.</summary>
/// <param name="From">How many to leave out, from 0.</param>
public sealed record GetHosts(int From) : IIndexMessage;
