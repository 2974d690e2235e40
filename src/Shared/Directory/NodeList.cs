namespace ActorProxy.Shared.Directory;

/// <summary>Asks a node for the first of its connections that match; it answers with <see cref="NodeRows"/>.</summary>
/// <param name="After">The place that they stand behind; null for the first page.</param>
public sealed record NodeList(ConnectionFilter Filter, ConnectionSort Sort, int Limit, Place? After = null) : INodeQuery;
