using ActorProxy.Actors.Tls;
using ActorProxy.Shared.Options;

namespace ActorProxy.Actors.Connections;

/// <summary>What connections have of their listener, from their accept on.</summary>
/// <param name="Tls">Null where it speaks none.</param>
internal sealed record ListenerSetup(ListenerOptions Options, ListenerTls? Tls);
