using ActorProxy.Shared.Http;

namespace ActorProxy.Actors.Connections;

/// <summary>Asks the owner of an HTTP/2 connection that a WebSocket on one of its streams becomes a connection like any other.</summary>
/// <param name="Carrier">The connection that has the stream.</param>
/// <param name="Head">The request as an upgrade of HTTP/1.1; not judged yet.</param>
public sealed record StreamHandOver(HttpHandOver Carrier, RequestHead Head, IWebSocketStream Stream);
