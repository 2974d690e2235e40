using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Draining;

/// <summary>
/// A node asks the oldest one how fast it may close connections, each second while it has some to close; the answer is
/// <see cref="CloseGrant"/>.
/// </summary>
/// <param name="Node">Its name.</param>
/// <param name="Pending">Connections that are to be closed and have not been; 0 says that it is done.</param>
/// <param name="Drains">Whether it is to be empty: such nodes wait for each other where only so many may be at a time.</param>
/// <param name="Alone">Whether it wants to be the only one that drains.</param>
public sealed record CloseRequest(string Node, int Pending, bool Drains, bool Alone) : IWireMessage;

/// <summary>What <see cref="CloseRequest"/> is answered.</summary>
/// <param name="Rate">Closes a second; null for no bound, 0 to wait.</param>
/// <param name="Ahead">Nodes that drain before this one does.</param>
public sealed record CloseGrant(double? Rate, int Ahead) : IWireMessage;
