using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Connections.Exchanges.Backends.Http2;

/// <summary>Asks backends for WebSockets on streams of HTTP/2, by .NET's client.</summary>
internal sealed class WebSocketStreams(ProxyContext proxy) : IUpstreamStreams
{
    /// <summary>How often a request is sent that backends have not processed; as often as .NET's client does it with others.</summary>
    private const int MaxTries = 4;

    public bool MayOpen(StreamEndpoint endpoint) => !proxy.StreamRefusals.Has(endpoint, proxy.Time);

    public async Task<StreamAnswer?> OpenAsync(
        StreamEndpoint endpoint, RequestHead connect, EventLoop loop, Action connected, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            var content = new RequestContent();
            var message = new ConnectMessage(endpoint, connect, content, tries == 1 ? connected : () => { });
            try
            {
                return await SendAsync(message, content, loop, cancellation).ConfigureAwait(false);
            }
            catch (Exception failure)
            {
                content.Cancel();
                cancellation.ThrowIfCancellationRequested();
                if (message.IsSpent && tries < MaxTries)
                    continue;
                if (Http2Failures.WantsHttp11(failure))
                    proxy.StreamRefusals.Add(endpoint, isSure: true, proxy.Time);
                if (!MayOpen(endpoint))
                    return null;
                throw Http2Failures.Of(failure);
            }
        }
    }

    private async Task<StreamAnswer> SendAsync(
        ConnectMessage message, RequestContent content, EventLoop loop, CancellationToken cancellation)
    {
        var response = await Http2Backends.Of(proxy, message.Endpoint).Invoker.SendAsync(message, cancellation).ConfigureAwait(false);
        try
        {
            var head = RequestMessage.HeadOf(response, out var error);
            if (error is not null)
                throw new UpstreamException(TerminationReason.BackendBadHandshake, error);
            // Before a tunnel counts on it: .NET's client has asked for it by now, or never will.
            if (head.Status == 200)
                await content.Output.WaitAsync(cancellation).ConfigureAwait(false);
            return new StreamAnswer(new WebSocketStreamChannel(loop, proxy.Options.Limits.WriteTimeout, content, new(), response)
            {
                Response = await response.Content.ReadAsStreamAsync(CancellationToken.None).ConfigureAwait(false),
            }, head);
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
