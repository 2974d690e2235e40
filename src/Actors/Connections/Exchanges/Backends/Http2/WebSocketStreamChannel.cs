using ActorProxy.Transport;

namespace ActorProxy.Actors.Connections.Exchanges.Backends.Http2;

/// <summary>
/// A WebSocket on a stream of HTTP/2 to a backend, or the answer in its place. END_STREAM is its FIN, and RST_STREAM its RST (RFC 8441
/// section 5).
/// </summary>
/// <param name="request">What goes to the backend.</param>
internal sealed class WebSocketStreamChannel(
    EventLoop loop, TimeSpan writeTimeout, RequestContent request, CancellationTokenSource cancelled, HttpResponseMessage response)
    : BackendStreamChannel(loop, writeTimeout, request, cancelled)
{
    protected override void OnClosed(bool reset)
    {
        if (!reset)
            ShutdownSend();
        base.OnClosed(reset);
        response.Dispose();
    }
}
