using System.Collections.Immutable;

namespace ActorProxy.Shared.Operator;

/// <summary>Commands about routes and backends.</summary>
internal static class RouteCommands
{
    private static readonly ImmutableArray<OperatorColumn> Route =
        [new("id"), new("host"), new("path"), new("pool"), new("backends"), new("origin"), new("revision", ColumnUnit.Count),
            new("on-change", Wide: true), new("listeners", Wide: true),
            new("match", Wide: true)];

    private static readonly OperatorArgument Node = new("node", ArgumentKind.Text, "Only this node, as in node-1:4053");

    public static ImmutableArray<OperatorCommand> All { get; } =
    [
        new("routes", "list", "The routes that the node serves")
        {
            Arguments =
            [
                new("host", ArgumentKind.Text, "Only routes of this host, as in *.example.org"),
                new("route", ArgumentKind.Text, "Only routes with this id"),
                new("backend", ArgumentKind.Text, "Only routes to this backend, as in ws://10.0.0.2:9000"),
                new("node", ArgumentKind.Text, "Of this node instead of the one that is asked"),
                new("sort", ArgumentKind.Choice, "What they are put in order by") { Choices = ["host", "id"], Default = "host" },
                new("limit", ArgumentKind.Number, "How many at most: 1 to 100000") { Min = 1, Max = 100_000, Default = "1000" },
                new("after", ArgumentKind.Text, "The token of the page before"),
            ],
            Columns = Route,
            Nodes = CommandNodes.One,
        },
        new("routes", "show", "One route with all its settings, as JSON")
        {
            Arguments =
            [
                new("id", ArgumentKind.Text, "The route's id") { Positional = true },
                new("host", ArgumentKind.Text, "Of this host, where several have a route with this id"),
                new("secrets", ArgumentKind.Flag, "With the values of header rules, which are hidden otherwise"),
            ],
        },
        new("routes", "put", "Add a route to the registry, or replace the one with its id")
        {
            Arguments =
            [
                new("id", ArgumentKind.Text, "The route's id") { Positional = true },
                new("host", ArgumentKind.Text, "A host, *.example.org for all below one, or * for all") { Default = "*" },
                new("path", ArgumentKind.Text, "A prefix of whole segments"),
                new("path-exact", ArgumentKind.Text, "Or exactly one path"),
                new("backends", ArgumentKind.Text, "URLs with commas between them, as in ws://10.0.0.1:9000,ws://10.0.0.2:9000"),
                new("listeners", ArgumentKind.Text, "Names with commas between them; without it, all"),
                new("document", ArgumentKind.Text, "Or the whole route as JSON, as 'routes show --secrets' prints it")
                {
                    Document = typeof(Routing.Route),
                },
                new("expected-revision", ArgumentKind.Number, "Only where the host has this revision"),
            ],
            Effect = CommandEffect.Changes,
        },
        new("routes", "remove", "Remove a route from the registry")
        {
            Arguments =
            [
                new("id", ArgumentKind.Text, "The route's id") { Positional = true },
                new("host", ArgumentKind.Text, "The route's host") { Default = "*" },
                new("expected-revision", ArgumentKind.Number, "Only where the host has this revision"),
            ],
            Effect = CommandEffect.Destroys,
        },
        new("routes", "test", "Which route and backend a host and path would get, and why")
        {
            Arguments =
            [
                new("host", ArgumentKind.Text, "Host of the request") { Positional = true },
                new("path", ArgumentKind.Text, "Path of the request") { Positional = true },
                new("listener", ArgumentKind.Text, "Listener by which the client comes, where it matters"),
                new("method", ArgumentKind.Text, "Method of the request") { Default = "GET" },
                new("header", ArgumentKind.Text, "Fields of the request, a line each, as in 'X-Version: 2'"),
                new("cookie", ArgumentKind.Text, "Cookies of the request, as in 'beta=on; theme=dark'"),
                new("subprotocol", ArgumentKind.Text, "Subprotocols that the client offers, with commas between them"),
                new("client", ArgumentKind.Text, "Address of the client, for client-ip-hash") { Default = "127.0.0.1" },
                new("node", ArgumentKind.Text, "On this node instead of the one that is asked"),
            ],
            Nodes = CommandNodes.One,
        },
        new("backends", "list", "Backends of all routes, with their connections, whether they are up, and why not")
        {
            Arguments =
            [
                Node,
                new("pool", ArgumentKind.Text, "Only backends of this pool"),
                new("backend", ArgumentKind.Text, "Only this backend, as in ws://10.0.0.2:9000"),
                new("limit", ArgumentKind.Number, "How many of each node at most: 1 to 100000") { Min = 1, Max = 100_000,
                    Default = "1000" },
            ],
            Columns = [new("pool"), new("backend"), new("source", Wide: true), new("zone", Wide: true),
                new("priority", ColumnUnit.Count, Wide: true), new("weight", ColumnUnit.Count), new("active", ColumnUnit.Count),
                new("disabled", ColumnUnit.Flag), new("state"), new("since", ColumnUnit.Time), new("latency", ColumnUnit.Milliseconds),
                new("error"), new("node")],
            Nodes = CommandNodes.Each,
        },
        new("backends", "disable", "Give a backend no new connections; open ones stay")
        {
            Arguments = [new("backend", ArgumentKind.Text, "As in ws://10.0.0.2:9000") { Positional = true }],
            Effect = CommandEffect.Changes,
        },
        new("backends", "enable", "Give a backend connections again")
        {
            Arguments = [new("backend", ArgumentKind.Text, "As in ws://10.0.0.2:9000") { Positional = true }],
            Effect = CommandEffect.Changes,
        },
    ];
}
