using ActorProxy.Actors.Pipeline;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Policies.Limits;
using ActorProxy.Shared.Policies.Timeouts;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Yarp.ReverseProxy.Forwarder;

namespace ActorProxy.Node.Gateway;

/// <summary>
/// Serves requests, of HTTP/1.1 one at a time of each connection: refuses it, forwards it, or gives its connection back for an upgrade.
/// </summary>
internal sealed class RequestHandler(IHttpForwarder forwarder, BackendClients backends)
{
    public async Task ServeAsync(HttpContext http)
    {
        var connection = http.Features.GetRequiredFeature<GatewayConnection>();
        http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize =
            connection.Given.Proxy.Options.Http.MaxBodySize is > 0 and var most ? most : null;
        await (connection.IsHttp2 ? ServeHttp2Async(http, connection) : ServeHttp1Async(http, connection, connection.Request));
    }

    /// <summary>The server's own reading of the head has no meaning.</summary>
    private async Task ServeHttp1Async(HttpContext http, GatewayConnection connection, RequestPart request)
    {
        if (request.Head is { } head && UpgradeRequestRules.IsWebSocket(head))
        {
            await connection.GiveBackAsync(head);
            http.Abort();
        }
        else if (request.Head is not null)
        {
            await ServeAsync(new Exchange(http, connection, request.Head, end: null), request.Head, request.Refusal);
        }
        else
        {
            var (reason, detail) = request.Refusal!.Value;
            await UnreadRequest.RefuseAsync(http, connection, reason, detail);
        }
    }

    private async Task ServeHttp2Async(HttpContext http, GatewayConnection connection)
    {
        var head = RequestHeads.Of(http);
        if (FieldRules.Http2Error(head.Fields) is { } malformed)
        {
            UnreadRequest.Reset(http, connection, malformed);
            return;
        }
        var end = Begin(http, connection);
        if (connection.Heads.Exceeded(head) is var (reason, detail))
        {
            await UnreadRequest.RefuseAsync(http, connection, reason, detail);
            return;
        }
        if (http.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect && WebSocketStream.IsFor(connect))
        {
            await WebSocketStream.ServeAsync(http, connect, connection, head);
            return;
        }
        await ServeAsync(new Exchange(http, connection, head, end), head, null);
    }

    /// <param name="refusal">What is known to be wrong with the request; null for nothing so far.</param>
    private async Task ServeAsync(Exchange exchange, RequestHead head, (TerminationReason Reason, string Detail)? refusal)
    {
        var http = exchange.Http;
        try
        {
            await (refusal is var (reason, detail) ? exchange.RefuseAsync(reason, detail) : ServeAsync(exchange, head));
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
    private static ResponseCompletion? Begin(HttpContext http, GatewayConnection connection)
    {
        if (connection.Completions is not { } completions || http.Features.Get<IHttp2StreamIdFeature>() is not { } stream)
            return null;
        var end = completions.Begin(stream.StreamId);
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
                return PassAsync(exchange);
            case HttpRoutingResult.Refused refused:
                exchange.Unrouted();
                return exchange.RefuseAsync(refused.Reason, refused.Detail);
            default:
                throw new InvalidOperationException("A request is neither routed nor refused.");
        }
    }

    private Task PassAsync(Exchange exchange)
    {
        switch (exchange.Session.Pipeline.OnRequest(exchange.Session))
        {
            case PhaseResult.Refused refused:
                return exchange.RefuseAsync(refused.Reason, refused.Detail);
            case PhaseResult.Responded response:
                return exchange.RespondAsync(response);
            default:
                exchange.Select();
                return ForwardAsync(exchange);
        }
    }

    private static HttpRoutingResult Decide(HttpContext http, RequestHead head, Exchange exchange)
    {
        var options = exchange.Proxy.Options;
        // A connection that was here before it was turned off.
        if (!options.Http.Enabled)
            return new HttpRoutingResult.Refused(TerminationReason.UpgradeRequired,
                "The request is no WebSocket upgrade, and http.enabled is off.");
        var limit = options.Http.MaxBodySize;
        return limit > 0 && http.Request.ContentLength > limit
            ? new HttpRoutingResult.Refused(TerminationReason.BodyTooLarge, $"The request body has more than {limit} bytes.")
            : HttpRouting.Decide(head, exchange.Proxy.Routes, exchange.Listener, exchange.Peer, exchange.Forwarding);
    }

    private async Task ForwardAsync(Exchange exchange)
    {
        if (!exchange.TryNext())
        {
            await exchange.RefuseAsync(exchange.Selection!.Refusal, "No backend may be tried.");
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
                await exchange.RefuseAsync(exchange.Selection!.Refusal, "No further backend may be tried.");
                return;
            }
            exchange.Http.Response.Clear();
        }
    }

    /// <summary>One attempt. Null where it is the last one, for better or worse: the exchange knows then how it ended.</summary>
    private async Task<(TerminationReason Reason, string Detail)?> TryForwardAsync(Exchange exchange)
    {
        var http = exchange.Http;
        var trace = exchange.Trace?.Send(exchange.Routed!.Request.Method, exchange.Selection!.Backend!, exchange.Selection.Attempt);
        var transformer = new ForwardTransformer(exchange, trace, reason => TriesAnother(exchange, reason));
        var pool = exchange.Routed!.Route.Pool;
        var config = new ForwarderRequestConfig
        {
            ActivityTimeout = exchange.Routed.Policies.Find<IdleTimeout>()?.After ?? exchange.Proxy.Options.Http.ActivityTimeout,
            Version = pool.Http2 ? System.Net.HttpVersion.Version20 : System.Net.HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        var backend = backends.Of(exchange.Connection, pool, exchange.Selection!.Backend!);
        var error = await forwarder.SendAsync(http, transformer.BackendUrl, backend.Invoker, config, transformer);
        if (transformer.Unavailable is { } status)
            return (TerminationReason.BackendUnavailable, $"the backend answered {status}");
        if (transformer.Broken is { } broken)
        {
            trace?.Failed(TerminationReason.BackendBadHandshake, broken);
            return (TerminationReason.BackendBadHandshake, broken);
        }
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
        var (selection, routed) = (exchange.Selection!, exchange.Routed!);
        var attempts = routed.Policies.Find<AttemptLimit>()?.Attempts ?? exchange.Proxy.Options.Handshake.Attempts;
        return selection.HasMore && UpstreamFailurePolicy.TriesAnother(
            reason, selection.Attempt, attempts, routed.Request.Method, exchange.RequestBody.IsBegun);
    }
}
