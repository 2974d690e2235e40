using System.Diagnostics.CodeAnalysis;
using System.Net;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Operator;
using ActorProxy.Shared.Policies.Responding;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Routing.Matching;
using ActorProxy.Shared.Text;

namespace ActorProxy.Actors.Operator;

/// <summary>Tells which way a request would go, step by step, without sending one.</summary>
internal static class RouteTest
{
    public static IEnumerable<OperatorAnswer> Run(OperatorContext context, OperatorInput input)
    {
        var (host, target) = (input.Text("host")!, input.Text("path")!);
        if (!IPAddress.TryParse(input.Text("client")!, out var client))
            return [OperatorAnswer.Error($"client: '{input.Text("client")}' is no IP address")];
        if (!RequestPath.TryNormalize(target, out var path, out var error))
            return [OperatorAnswer.Error($"path: such a request is refused (400): {error}")];
        if (!TryFields(input, out var fields, out var wrong))
            return [OperatorAnswer.Error(wrong)];
        var (table, method) = (context.Proxy.Routes, input.Text("method")!);
        var lines = new List<string>();
        if (path.Path != target.Split('?')[0])
            lines.Add($"path: {path.Path} is what routes are compared with");
        if (!TryListener(context, input, Match, out var found, out var problem))
            return [OperatorAnswer.Error(problem)];
        if (found is not { } route)
        {
            var conditions = table.Routes.Any(candidate => !candidate.Match.IsAny) ? ", or its conditions do not hold" : "";
            lines.Add($"route: none of {table.Routes.Length} has this host and "
                + $"path{(input.Has("listener") ? " for this listener" : "")}{conditions}; the client is answered 404 (no_route)");
            return lines.Select(OperatorAnswer.Line);
        }
        lines.Add($"route: {route.Id}, because of host {route.Host} ({Reason(route.Host)}) and path {route.Path} "
            + $"({Reason(route.Path)}){(route.Listeners.IsAll ? "" : $", for clients of listener {route.Listeners}")}"
            + $"{(route.Match.IsAny ? "" : $", with {route.Match}")}");
        if (route.Policies.Find<Respond>() is { } respond)
        {
            lines.Add($"answer: {respond}, by the route itself");
            return lines.Select(OperatorAnswer.Line);
        }
        lines.Add($"pool: {route.Pool.Name}, {Units.Keyword(route.Pool.Picker)} over {route.Pool.Backends.Count} backends");
        var load = context.Proxy.Pools.Of(route.Pool);
        var next = load.Peek(client);
        foreach (var (backend, index) in route.Pool.Backends.Select((backend, index) => (backend, index)))
        {
            var full = route.Pool.MaxConnectionsPerBackend is > 0 and var limit && load.Active(index) >= limit;
            var why = context.Proxy.Pools.Switches.IsOff(backend.Id)
                ? ", disabled by an operator"
                : full ? ", full" : index == next ? ", the next one" : "";
            lines.Add($"backend: {backend.Id}, {load.Active(index)} connections{why}");
        }
        if (next < 0)
            lines.Add("backend: none may be tried; the client is answered 503");
        return lines.Select(OperatorAnswer.Line);

        Route? Match(string listener) => table.Match(host, path.Path, listener, new RequestView(method, path.Query, fields));
    }

    /// <summary>The fields that the request is said to have.</summary>
    private static bool TryFields(OperatorInput input, [NotNullWhen(true)] out HeaderFields? fields,
        [NotNullWhen(false)] out string? problem)
    {
        (fields, problem) = (null, null);
        var read = new List<HeaderField>();
        foreach (var line in (input.Text("header") ?? "").Split(
            '\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split(':', 2) is not [var name, var value] || !Grammar.IsToken(name) || !Grammar.IsFieldValue(value.Trim()))
            {
                problem = $"header: '{PlainText.Of(line)}' is no field; write 'NAME: VALUE', each on a line of its own";
                return false;
            }
            read.Add(new HeaderField(name, value.Trim()));
        }
        if (input.Text("cookie") is { } cookie)
            read.Add(new HeaderField("Cookie", cookie));
        if (input.Text("subprotocol") is { } offered)
            read.Add(new HeaderField("Sec-WebSocket-Protocol", offered));
        fields = [.. read];
        return true;
    }

    /// <summary>The route for clients of the listener that was named, or of any where it is the same for all.</summary>
    private static bool TryListener(OperatorContext context, OperatorInput input, Func<string, Route?> match, out Route? route,
        [NotNullWhen(false)] out string? problem)
    {
        var names = context.Proxy.Options.Listeners.Select(listener => listener.Name).ToList();
        var asked = input.Text("listener") is { } named ? [named] : names;
        route = null;
        problem = null;
        if (asked.Except(names).FirstOrDefault() is { } unknown)
        {
            problem = $"listener: there is no listener '{unknown}'; there are: {string.Join(", ", names)}";
            return false;
        }
        var routes = asked.Select(name => (Name: name, Route: match(name))).ToList();
        if (routes.DistinctBy(r => r.Route).Count() > 1)
            problem = $"listener: it matters by which listener the client comes "
                + $"({string.Join(", ", routes.Select(r => $"{r.Name}: {r.Route?.Id ?? "no route"}"))}); say which";
        else
            route = routes.FirstOrDefault().Route;
        return problem is null;
    }

    private static string Reason(HostPattern host) => host.Kind switch
    {
        HostPatternKind.Exact => "exactly this host",
        HostPatternKind.Wildcard => "the longest wildcard that fits",
        _ => "no route of this host itself fits",
    };

    private static string Reason(PathPattern path) =>
        path.Kind == PathPatternKind.Exact ? "exactly this path" : "the longest prefix that fits";
}
