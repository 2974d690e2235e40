using ActorProxy.Actors.Pipeline;
using ActorProxy.Actors.Pipeline.Attempts;
using ActorProxy.Actors.Telemetry.Tracing;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
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
            if (refusal is var (reason, detail))
            {
                exchange.Unrouted();
                await exchange.RefuseAsync(reason, detail);
            }
            else
            {
                await ServeAsync(exchange, head);
            }
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

    private async Task PassAsync(Exchange exchange)
    {
        switch (await exchange.PassAsync())
        {
            case PhaseResult.Refused refused:
                await exchange.RefuseAsync(refused.Reason, refused.Detail);
                break;
            case PhaseResult.Responded response:
                await exchange.RespondAsync(response);
                break;
            default:
                await ForwardAsync(exchange);
                break;
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
        // Nothing but WebSocket is ever upgraded to.
        exchange.Http.Features.Set<IHttpUpgradeFeature>(null);
        var step = exchange.Select();
        while (step is AttemptStep.Send send)
        {
            exchange.Enter(send.After);
            step = await TryForwardAsync(exchange);
            if (step is AttemptStep.Send)
                exchange.Http.Response.Clear();
        }
        if (step is AttemptStep.Refuse refusal)
            await exchange.RefuseAsync(refusal.Reason, refusal.Detail);
    }

    /// <summary>One attempt. Where its response was relayed, or the exchange broke off in it, the exchange knows how it ended.</summary>
    private async Task<AttemptStep> TryForwardAsync(Exchange exchange)
    {
        var http = exchange.Http;
        var trace = exchange.Trace?.Send(exchange.Routed!.Request.Method, exchange.Selection!.Backend!, exchange.Selection.Attempt);
        var transformer = new ForwardTransformer(exchange, trace);
        var pool = exchange.Routed!.Route.Pool;
        var config = new ForwarderRequestConfig
        {
            ActivityTimeout = exchange.Routed.Policies.Find<IdleTimeout>()?.After ?? exchange.Proxy.Options.Http.ActivityTimeout,
            Version = pool.Http2 ? System.Net.HttpVersion.Version20 : System.Net.HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        var backend = backends.Of(exchange.Connection, pool, exchange.Selection!.Backend!);
        var error = await forwarder.SendAsync(http, transformer.BackendUrl, backend.Invoker, config, transformer);
        if (transformer.Next is { } next)
        {
            exchange.Proxy.Metrics.AttemptFailed(next.After!.Reason);
            // Its body may have begun since the backend has answered.
            return exchange.RequestBody.IsBegun ? new AttemptStep.Refuse(next.After.Reason, next.After.Detail) : next;
        }
        if (transformer.Broken is { } broken)
            return Failed(exchange, trace, TerminationReason.BackendBadHandshake, broken);
        if (error == ForwarderError.None)
        {
            exchange.End(TerminationReason.Completed);
            return AttemptStep.Relay;
        }
        var (reason, detail) = ForwardFailure.Of(error, http.Features.Get<IForwarderErrorFeature>()?.Exception,
            http.Response.HasStarted, http.RequestAborted.IsCancellationRequested);
        if (!http.Response.HasStarted && reason.Status() is not null)
            return Failed(exchange, trace, reason, detail);
        trace?.Failed(reason, detail);
        exchange.End(reason, detail);
        http.Abort();
        return AttemptStep.Relay;
    }

    private static AttemptStep Failed(Exchange exchange, AttemptTrace? trace, TerminationReason reason, string detail)
    {
        trace?.Failed(reason, detail);
        exchange.Proxy.Metrics.AttemptFailed(reason);
        return AttemptLoop.Failed(exchange.Session, reason, detail, exchange.RequestBody.IsBegun);
    }
}
