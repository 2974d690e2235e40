using System.Collections.Immutable;
using ActorProxy.Actors.Registry;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Operator;
using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Routing.Documents;
using ActorProxy.Shared.Settings;
using ActorProxy.Shared.Text;

namespace ActorProxy.Actors.Operator;

/// <summary>Commands about routes.</summary>
internal static class RouteHandlers
{
    /// <summary>A text may have thousands; who mends these sees the next.</summary>
    private const int MostProblems = 10;

    private const string OutOfReach = "this node is out of its cluster, and does not reach the registry until it has joined again";

    public static IEnumerable<IOperatorHandler> Of(OperatorContext context)
    {
        yield return OperatorHandler.Of("routes list", (input, _) => ListAsync(context, input));
        yield return OperatorHandler.Of("routes show", input => Show(context, input));
        yield return OperatorHandler.Of("routes put", (input, cancellation) => PutAsync(context, input, cancellation));
        yield return OperatorHandler.Of("routes remove", (input, cancellation) => RemoveAsync(context, input, cancellation));
        yield return OperatorHandler.Of("routes test", (input, cancellation) => RouteTest.RunAsync(context, input, cancellation));
    }

    private static async Task<IEnumerable<OperatorAnswer>> ListAsync(OperatorContext context, OperatorInput input)
    {
        HostPattern? host = null;
        if (input.Text("host") is { } text && !HostPattern.TryParse(text, out host, out var error))
            return [OperatorAnswer.Error($"host: {error}")];
        RoutePlace? after = null;
        if (input.Text("after") is { } token && !RoutePlace.TryParse(token, out after))
            return [AnswerRows.NoPage(token)];
        var query = new RouteQuery
        {
            Host = host,
            Id = input.Text("route"),
            Backend = Backend.IdOf(input.Text("backend")),
            Order = input.Text("sort") == "id" ? RouteOrder.Id : RouteOrder.Host,
            Limit = (int)input.Number("limit")!,
            After = after,
        };
        var table = context.Proxy.Routes;
        var page = query.Page(table);
        var registry = context.Access.Registry is { } reached ? (await reached.ReplicaAsync()).Hosts : [];
        var shown = page.Routes.Select(route => route.Host).ToHashSet();
        var origins = registry.Where(host => shown.Contains(host.Host))
            .SelectMany(host => host.Layers.SelectMany(layer =>
                layer.Routes.Select(route => (route.Host, route.Id, layer.Origin, host.Revision))))
            .ToLookup(r => (r.Host, r.Id));
        return page.Routes.Select(route =>
        {
            // Of two layers with this id the operator's serves.
            var known = origins[(route.Host, route.Id)].OrderBy(r => r.Origin == RouteLayer.Operator ? 0 : 1).ToList();
            return OperatorAnswer.Of(AnswerRows.Of(route, table.PoliciesOf(route, listener: ""),
                known.Count > 0 ? known[0].Origin : RouteLayer.Configuration, known.Count > 0 ? known[0].Revision : null));
        }).Concat(page.Next is { } next ? [OperatorAnswer.Next(next.ToString())] : [])
            .Concat(context.Known is not null && context.Access.Registry is null
                ? [OperatorAnswer.Warning($"{OutOfReach}: which of the routes are the registry's is not known")]
                : [])
            .ToList();
    }

    private static IEnumerable<OperatorAnswer> Show(OperatorContext context, OperatorInput input)
    {
        var (id, host) = (input.Text("id")!, input.Text("host"));
        var routes = context.Proxy.Routes.Routes.Where(route => route.Id == id && (host is null || route.Host.ToString() == host)).ToList();
        return routes.Count switch
        {
            0 => [OperatorAnswer.Error($"there is no route '{id}'{(host is null ? "" : $" of host {host}")}")],
            1 => Text(RouteDocument.Of(routes[0]), input.Flag("secrets")).Select(OperatorAnswer.Line),
            _ => [OperatorAnswer.Error($"several hosts have a route '{id}': {string.Join(", ", routes.Select(route => route.Host))}; "
                + $"say which with host")],
        };
    }

    private static string[] Text(SettingSection document, bool secrets) =>
        RouteDocument.Write(secrets ? document : RouteDocument.Shown(document), indented: true).Split('\n');

    private static async Task<IEnumerable<OperatorAnswer>> PutAsync(
        OperatorContext context, OperatorInput input, CancellationToken cancellation)
    {
        if (context.Access.Registry is not { } registry)
            return [NoRegistry(context)];
        if (!TryDocument(input, out var document, out var problem))
            return [OperatorAnswer.Error(problem)];
        var report = new SettingReport();
        if (RouteDocument.Read(document, report) is not { } route)
            return [OperatorAnswer.Error(string.Join("; ", report.Problems.Take(MostProblems)))];
        var command = new PutRoute(RegistryClient.NewId(), route) { ExpectedRevision = input.Number("expected-revision") };
        IEnumerable<OperatorAnswer> answers = Answer(await registry.Client.SendAsync(command, cancellation),
            $"route '{route.Id}' of host {route.Host} is stored");
        // Other nodes may have others, and this one after a restart.
        var unknown = route.Listeners.Names.Except(context.Proxy.Options.Listeners.Select(listener => listener.Name)).ToList();
        return unknown.Count == 0
            ? answers
            : answers.Append(OperatorAnswer.Warning($"this node has no listener {string.Join(", ", unknown)}"));
    }

    private static async Task<IEnumerable<OperatorAnswer>> RemoveAsync(
        OperatorContext context, OperatorInput input, CancellationToken cancellation)
    {
        if (context.Access.Registry is not { } registry)
            return [NoRegistry(context)];
        if (!HostPattern.TryParse(input.Text("host")!, out var host, out var error))
            return [OperatorAnswer.Error($"host: {error}")];
        var command = new RemoveRoute(RegistryClient.NewId(), host,
            input.Text("id")!) { ExpectedRevision = input.Number("expected-revision") };
        return Answer(await registry.Client.SendAsync(command, cancellation), $"route '{command.RouteId}' of host {host} is removed");
    }

    private static bool TryDocument(OperatorInput input, out SettingSection document, out string problem)
    {
        (document, problem) = (new SettingSection([]), "");
        var (id, host) = (input.Text("id")!, input.Text("host")!);
        if (input.Text("document") is { } json)
        {
            if (input.Has("path") || input.Has("path-exact") || input.Has("backends") || input.Has("listeners"))
                problem = "document: give either the document or path, backends and listeners";
            else if (!RouteDocument.TryParse(json, out var read, out var error))
                problem = $"document: {error}";
            else if (TextOf(read, "id") is { } ownId && ownId != id)
                problem = $"id: the document is of route '{ownId}', not of '{id}'";
            else if (host != "*" && TextOf(read, "host") is { } ownHost && !ownHost.Equals(host, StringComparison.OrdinalIgnoreCase))
                problem = $"host: the document is of host '{ownHost}', not of '{host}'";
            else if (RouteDocument.HasHidden(read))
                problem = $"document: headers: a value is {Redaction.Hidden}, which 'routes show' prints in the place of values; write "
                    + $"the value itself, or take what 'routes show --secrets' prints";
            else
                document = new SettingSection([.. read.Members.Where(member => member.Key != "id"), Member("id", id),
                    .. read.Find("host") is null ? [Member("host", host)] : (KeyValuePair<string, SettingNode>[])[]]);
            return problem.Length == 0;
        }
        if (input.Text("backends") is not { } backends)
        {
            problem = "backends is missing: list URLs, or give a document";
            return false;
        }
        if (backends.Contains('@')) // before it is split: a password may have commas, and errors quote the parts
        {
            problem = $"backends: '{Redaction.Url(backends)}': a backend URL has no user name";
            return false;
        }
        document = new SettingSection([Member("id", id), Member("host", host), .. Given(input, "path"), .. Given(input, "path-exact"),
            List("backends", backends),
            .. input.Text("listeners") is { } listeners ? [List("listeners", listeners)] : (KeyValuePair<string, SettingNode>[])[]]);
        return true;
    }

    private static string? TextOf(SettingSection document, string key) => (document.Find(key) as SettingText)?.Text;

    private static IEnumerable<KeyValuePair<string, SettingNode>> Given(OperatorInput input, string key) =>
        input.Text(key) is { } text ? [Member(key, text)] : [];

    private static KeyValuePair<string, SettingNode> Member(string key, string text) => new(key, new SettingText(text));

    private static KeyValuePair<string, SettingNode> List(string key, string items) =>
        new(key, new SettingList([.. items.Split(',', StringSplitOptions.TrimEntries).Select(item => new SettingText(item))]));

    private static ImmutableArray<OperatorAnswer> Answer(RegistryReply reply, string done) => reply switch
    {
        CommandAccepted { Shadowed.IsEmpty: false } accepted =>
            [
                OperatorAnswer.Line($"{done}: revision {accepted.Revision}"),
                OperatorAnswer.Warning("routes of the configuration that do not serve, since routes that were put have their id or path: "
                    + string.Join(", ", accepted.Shadowed)),
            ],
        CommandAccepted accepted => [OperatorAnswer.Line($"{done}: revision {accepted.Revision}")],
        CommandRejected rejected => [OperatorAnswer.Error(rejected.Message)],
        _ => throw new ArgumentException($"{reply.GetType()} is no answer to a command.", nameof(reply)),
    };

    private static OperatorAnswer NoRegistry(OperatorContext context) => OperatorAnswer.Error(context.Known is not null
        ? $"{OutOfReach}; send the command again, or to another node"
        : "the registry is off, and routes are those of the configuration alone: set actorproxy.registry.enabled = true, "
            + "or change the file and reload");
}
