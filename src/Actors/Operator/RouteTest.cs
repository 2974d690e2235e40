using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Pipeline;
using ActorProxy.Shared.Backends.Health;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Operator;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.Text;

namespace ActorProxy.Actors.Operator;

/// <summary>
/// Tells which way a request would go, step by step: it takes the phases that requests take, and stops before a backend is counted or
/// connected.
/// </summary>
internal static class RouteTest
{
    public static async Task<IEnumerable<OperatorAnswer>> RunAsync(
        OperatorContext context, OperatorInput input, CancellationToken cancellation)
    {
        var (host, target) = (input.Text("host")!, input.Text("path")!);
        if (!IPAddress.TryParse(input.Text("client")!, out var client))
            return [OperatorAnswer.Error($"client: '{input.Text("client")}' is no IP address")];
        if (target.Length > context.Proxy.Options.Handshake.MaxTargetSize)
            return [OperatorAnswer.Error($"path: it has {target.Length} bytes; more than {context.Proxy.Options.Handshake.MaxTargetSize} "
                + $"(handshake.max-target-size) are answered {AnswerOf(TerminationReason.TargetTooLong)}")];
        if (!RequestPath.TryNormalize(target, context.Proxy.Routes.DotSegments, out var path, out var error))
            return [OperatorAnswer.Error($"path: such a request is refused (400): {error}")];
        if (!RouteTestFields.TryRead(input, out var fields, out var wrong))
            return [OperatorAnswer.Error(wrong)];
        var head = new RequestHead(input.Text("method")!, target, [new HeaderField("Host", host), .. fields]);
        if (!TryListener(context, input, listener => SessionOf(context, listener, head, client), out var found, out var problem))
            return [OperatorAnswer.Error(problem)];
        var lines = new List<string>();
        if (context.Proxy.Admission.Draining)
            lines.Add($"node: it is draining, and answers new clients {AnswerOf(TerminationReason.NodeShutdown)}; as if it were not:");
        else if (context.Proxy.Admission.IsFull)
            lines.Add($"node: it has as many connections as limits.max-connections allows, and answers new clients "
                + $"{AnswerOf(TerminationReason.ConnectionLimit)}; as if it had not:");
        if (found.OthersDiffer)
            lines.Add($"listener: as by {found.Session.Listener.Name}; others differ in what follows, --listener says which");
        if (path.Path != target.Split('?')[0])
            lines.Add($"path: {path.Path} is what routes are compared with");
        lines.AddRange(await WayAsync(context, input, found.Session, found.Decision, cancellation));
        return lines.Select(OperatorAnswer.Line);
    }

    private static (ProxySession Session, HttpRoutingResult Decision) SessionOf(
        OperatorContext context, ListenerOptions listener, RequestHead head, IPAddress client)
    {
        var (proxy, forwarding) = (context.Proxy, context.Proxy.Options.ForwardingOf(listener));
        var peer = new ClientInfo(client, listener.Tls is null ? "http" : "https", "routes-test");
        // A request of the method GET is taken for a handshake, whose fields the connection makes.
        var session = new ProxySession(listener, peer, ClientAddress.From(client, head.Fields, forwarding), head,
            isUpgrade: head.Method == "GET", forwarding);
        return (session, session.IsUpgrade || proxy.Options.Http.Enabled
            ? HttpRouting.Decide(head, proxy.Routes, listener.Name, peer, forwarding)
            : new HttpRoutingResult.Refused(TerminationReason.UpgradeRequired,
                "The request is no WebSocket upgrade, and http.enabled is off."));
    }

    private static async Task<List<string>> WayAsync(OperatorContext context, OperatorInput input, ProxySession session,
        HttpRoutingResult decision, CancellationToken cancellation)
    {
        var (proxy, table) = (context.Proxy, context.Proxy.Routes);
        if (decision is not HttpRoutingResult.Routed routed)
        {
            var refused = (HttpRoutingResult.Refused)decision;
            return refused.Reason == TerminationReason.NoRoute
                ? [NoRoute(table, input.Has("listener"))]
                : [$"answer: {AnswerOf(refused.Reason)}; {refused.Detail}"];
        }
        var route = routed.Route;
        session.Enter(route, routed.Policies, proxy.Pipelines, new RequestPlace(routed.Request.Host, routed.Path), routed.Request.Target);
        var lines = new List<string>
        {
            $"route: {route.Id}, because of host {route.Host} ({Reason(route.Host)}) and path {route.Path} "
                + $"({Reason(route.Path)}){(route.Listeners.IsAll ? "" : $", for clients of listener {route.Listeners}")}"
                + $"{(route.Match.IsAny ? "" : $", with {route.Match}")}",
        };
        switch (await session.PassAsync(proxy.Options.Handshake.PolicyTimeout, proxy.Time, cancellation, static lost => lost))
        {
            case PhaseResult.Refused refused:
                lines.Add($"answer: {AnswerOf(refused.Reason)}; {refused.Detail}");
                break;
            case PhaseResult.Responded response:
                lines.Add($"answer: {response.Status}{LocationOf(response)}, by the route itself");
                break;
            default:
                lines.AddRange(Backends(context, session, routed.Request));
                break;
        }
        return lines;
    }

    private static IEnumerable<string> Backends(OperatorContext context, ProxySession session, HttpRequest request)
    {
        var (proxy, pool) = (context.Proxy, session.Route!.Pool);
        var selection = session.Select(proxy.Pools, proxy.Options.Handshake);
        var (load, next) = (proxy.Pools.Of(pool), selection.Peek());
        yield return $"pool: {pool.Name}, {Units.Keyword(pool.Picker)} over {selection.Members.Length} backends";
        foreach (var (index, member) in selection.Members.Index())
        {
            var why = proxy.Pools.Switches.IsOff(member.Backend.Id) ? ", disabled by an operator"
                : member.Check?.Status is { IsDown: true, Error: var error } ? $", down: {PlainText.Of(error ?? "")}{Used(load, index)}"
                : member.Health.Refresh().Phase != BackendPhase.In ? $", ejected for its failures{Used(load, index)}"
                : load.IsFull(member) ? ", full"
                : index == next ? index == selection.Preferred ? ", the next one, which its cookie names" : ", the next one"
                : "";
            yield return $"backend: {member.Backend.Id}, {member.State.Active} connections{why}";
        }
        if (next < 0)
        {
            var reason = selection.PeekRefusal();
            yield return load.Queue is { } queue && reason != TerminationReason.RouteLimit && queue.Count < pool.Queue.Length
                ? $"backend: none may be tried; the client waits behind {queue.Count} others, for {selection.Within(pool.Queue.Timeout)
                    .TotalSeconds:0.###} s at most, and then it is answered {AnswerOf(reason)}"
                : $"backend: none may be tried{(load.Queue is null ? "" : ", and no further client may wait")}; the client is answered "
                    + AnswerOf(reason);
            yield break;
        }
        var head = session.HeadFor(HttpForwarding.Passed(request), selection.Members[next].Backend);
        // Values may be secrets, as those that header rules set.
        yield return $"request: {request.Method} {head.Target} with Host {head.Host} and "
            + $"{string.Join(", ", head.Fields.Select(field => field.Name).Distinct(StringComparer.OrdinalIgnoreCase))}";
    }

    private static string Used(PoolState pool, int index) =>
        pool.Now().Picks.IsAvailable(index) ? ", and used all the same: too few are left" : "";

    /// <summary>
    /// What becomes of the request by the listener that was named, or by any where it is the same for all.
    /// </summary>
    private static bool TryListener(OperatorContext context, OperatorInput input,
        Func<ListenerOptions, (ProxySession Session, HttpRoutingResult Decision)> decide,
        out (ProxySession Session, HttpRoutingResult Decision, bool OthersDiffer) found, [NotNullWhen(false)] out string? problem)
    {
        (found, problem) = (default, null);
        var listeners = context.Proxy.Options.Listeners;
        var asked = input.Text("listener") is { } named ? [.. listeners.Where(listener => listener.Name == named)]
            : (ImmutableArray<ListenerOptions>)[.. listeners];
        if (asked.IsEmpty)
        {
            problem = $"listener: there is no listener '{input.Text("listener")}'; there are: "
                + $"{string.Join(", ", listeners.Select(listener => listener.Name))}";
            return false;
        }
        var ways = asked.Select(listener => (listener.Name, Way: decide(listener))).ToList();
        if (ways.DistinctBy(way => RouteOf(way.Way.Decision)).Count() > 1)
            problem = $"listener: it matters by which listener the client comes "
                + $"({string.Join(", ", ways.Select(way => $"{way.Name}: {RouteOf(way.Way.Decision)?.Id ?? "no route"}"))}); say which";
        else
            found = (ways[0].Way.Session, ways[0].Way.Decision, ways.DistinctBy(way => WhatMatters(way.Way)).Count() > 1);
        return problem is null;
    }

    /// <summary>What a listener has to say besides the route.</summary>
    private static (PolicySet? Policies, ForwardingPolicy Forwarding, string Scheme) WhatMatters(
        (ProxySession Session, HttpRoutingResult Decision) way) =>
        ((way.Decision as HttpRoutingResult.Routed)?.Policies, way.Session.Forwarding, way.Session.Peer.Scheme);

    private static Route? RouteOf(HttpRoutingResult decision) => (decision as HttpRoutingResult.Routed)?.Route;

    private static string NoRoute(RouteTable table, bool forListener)
    {
        var conditions = table.Routes.Any(candidate => !candidate.Match.IsAny) ? ", or its conditions do not hold" : "";
        return $"route: none of {table.Routes.Length} has this host and path{(forListener ? " for this listener" : "")}{conditions}; "
            + $"the client is answered {AnswerOf(TerminationReason.NoRoute)}";
    }

    private static string AnswerOf(TerminationReason reason) => $"{reason.Status()} ({reason.Name()})";

    private static string LocationOf(PhaseResult.Responded response) =>
        response.Fields.First("Location") is { } location ? $" to {Redaction.Url(location)}" : "";

    private static string Reason(HostPattern host) => host.Kind switch
    {
        HostPatternKind.Exact => "exactly this host",
        HostPatternKind.Wildcard => "the longest wildcard that fits",
        _ => "no route of this host itself fits",
    };

    private static string Reason(PathPattern path) =>
        path.Kind == PathPatternKind.Exact ? "exactly this path" : "the longest prefix that fits";
}
