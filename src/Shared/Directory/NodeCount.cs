namespace ActorProxy.Shared.Directory;

/// <summary>Asks a node how many of its connections match; it answers with <see cref="NodeCounts"/>.</summary>
public sealed record NodeCount(ConnectionFilter Filter, ConnectionGrouping GroupBy) : INodeQuery;
