namespace ActorProxy.Actors.Directory;

/// <summary>Tells the directory that a connection has ended.</summary>
public sealed record ConnectionClosed(string Id);
