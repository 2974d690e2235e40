using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Yarp.ReverseProxy.Forwarder;

namespace ActorProxy.Node.Gateway;

/// <summary>Serves requests, of HTTP/1.1 one at a time of each connection: refuses it, forwards it, or gives its connection back for an upgrade.</summary>
internal sealed class RequestHandler(IHttpForwarder forwarder, BackendClients backends)
{
    public async Task ServeAsync(HttpContext http)
    {
        var connection = http.Features.GetRequiredFeature<GatewayConnection>();
        var head = RequestHeads.Of(http);
        if (UpgradeRequestRules.IsWebSocket(head) && http.Request.Protocol == HttpProtocol.Http11)
        {
            await connection.GiveBackAsync(head);
            http.Abort();
            return;
        }
        var end = Begin(http, connection);
        if (http.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect && WebSocketStream.IsFor(connect))
        {
            await WebSocketStream.ServeAsync(http, connect, connection, head);
            return;
        }
        var exchange = new Exchange(http, connection, head, end);
        try
        {
            await ServeAsync(exchange, head);
        }
        catch (Exception fault) when (fault is ClientGoneException || http.RequestAborted.IsCancellationRequested)
        {
            exchange.End(TerminationReason.ClientLost);
        }
        catch (Exception fault)
        {
            await exchange.RefuseAsync(TerminationReason.InternalError, fault.ToString());
        }
    }

    /// <summary>Null where the client does not speak HTTP/2.</summary>
    private static ResponseEnd? Begin(HttpContext http, GatewayConnection connection)
    {
        if (connection.Ends is not { } ends || http.Features.Get<IHttp2StreamIdFeature>() is not { } stream)
            return null;
        var end = ends.Begin(stream.StreamId);
        var lost = http.RequestAborted;
        http.Response.OnCompleted(() =>
        {
            end.Written(lost.IsCancellationRequested);
            return Task.CompletedTask;
        });
        return end;
    }

    private Task ServeAsync(Exchange exchange, RequestHead head)
    {
        switch (Decide(exchange.Http, head, exchange))
        {
            case HttpRoutingResult.Routed routed:
                exchange.Route(routed);
                return ForwardAsync(exchange);
            case HttpRoutingResult.Refused refused:
                return exchange.RefuseAsync(refused.Reason, refused.Detail);
            default:
                throw new InvalidOperationException("A request is neither routed nor refused.");
        }
    }

    private static HttpRoutingResult Decide(HttpContext http, RequestHead head, Exchange exchange)
    {
        var options = exchange.Proxy.Options;
        if (!exchange.IsHttp2 && http.Request.Protocol != HttpProtocol.Http11)
            return new HttpRoutingResult.Refused(TerminationReason.BadRequest, "The HTTP version is not 1.1.");
        if (head.Target.Length > options.Handshake.MaxTargetSize)
            return new HttpRoutingResult.Refused(TerminationReason.TargetTooLong, $"The request target has more than {options.Handshake.MaxTargetSize} bytes.");
        if (RequestHeads.IsAmbiguous(head))
            return new HttpRoutingResult.Refused(TerminationReason.BadRequest, "The request has both Transfer-Encoding and Content-Length.");
        var limit = options.Http.MaxBodySize;
        return limit > 0 && http.Request.ContentLength > limit
            ? new HttpRoutingResult.Refused(TerminationReason.BodyTooLarge, $"The request body has more than {limit} bytes.")
            : HttpRouting.Decide(head, exchange.Proxy.Routes.Current);
    }

    private async Task ForwardAsync(Exchange exchange)
    {
        if (!exchange.TryNext())
        {
            await exchange.RefuseAsync(exchange.Turn!.Refusal, "No backend may be tried.");
            return;
        }
        // Nothing but WebSocket is ever upgraded to.
        exchange.Http.Features.Set<IHttpUpgradeFeature>(null);
        while (await TryForwardAsync(exchange) is var (reason, detail))
        {
            exchange.Proxy.Metrics.AttemptFailed(reason);
            if (!TriesAnother(exchange, reason))
            {
                await exchange.RefuseAsync(reason, detail);
                return;
            }
            exchange.AttemptFailed(reason, detail);
            if (!exchange.TryNext())
            {
                await exchange.RefuseAsync(exchange.Turn!.Refusal, "No further backend may be tried.");
                return;
            }
            exchange.Http.Response.Clear();
        }
    }

    /// <summary>One attempt. Null where it is the last one, for better or worse: the exchange knows then how it ended.</summary>
    private async Task<(TerminationReason Reason, string Detail)?> TryForwardAsync(Exchange exchange)
    {
        var http = exchange.Http;
        var trace = exchange.Trace?.Send(exchange.Routed!.Request.Method, exchange.Turn!.Backend!, exchange.Turn.Attempt);
        var transformer = new ForwardTransformer(exchange, trace, reason => TriesAnother(exchange, reason));
        var pool = exchange.Routed!.Route.Pool;
        var config = new ForwarderRequestConfig
        {
            ActivityTimeout = exchange.Routed.Route.Policy.IdleTimeout ?? exchange.Proxy.Options.Http.ActivityTimeout,
            Version = pool.Http2 ? System.Net.HttpVersion.Version20 : System.Net.HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        var backend = backends.Of(exchange.Connection, pool, exchange.Turn!.Backend!);
        var error = await forwarder.SendAsync(http, transformer.BackendUrl, backend.Invoker, config, transformer);
        if (transformer.Unavailable is { } status)
            return (TerminationReason.BackendUnavailable, $"the backend answered {status}");
        if (error == ForwarderError.None)
        {
            exchange.End(TerminationReason.Completed);
            return null;
        }
        var (reason, detail) = ForwardFailure.Of(error, http.Features.Get<IForwarderErrorFeature>()?.Exception,
            http.Response.HasStarted, http.RequestAborted.IsCancellationRequested);
        trace?.Failed(reason, detail);
        if (!http.Response.HasStarted && reason.Status() is not null)
            return (reason, detail);
        exchange.End(reason, detail);
        http.Abort();
        return null;
    }

    private static bool TriesAnother(Exchange exchange, TerminationReason reason)
    {
        var (turn, routed) = (exchange.Turn!, exchange.Routed!);
        var attempts = routed.Route.Policy.Attempts ?? exchange.Proxy.Options.Handshake.Attempts;
        return turn.HasMore && UpstreamFailurePolicy.TriesAnother(
            reason, turn.Attempt, attempts, routed.Request.Method, exchange.RequestBody.IsBegun);
    }
}
