using System.Net;

namespace ActorProxy.Actors.Listeners;

/// <summary>Tells the listener's parent that it accepts, and on which address: the port may have been picked by the system.</summary>
public sealed record ListenerBound(string Listener, IPEndPoint EndPoint);
