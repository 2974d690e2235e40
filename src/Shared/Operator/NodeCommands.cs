using System.Collections.Immutable;

namespace ActorProxy.Shared.Operator;

/// <summary>Commands about nodes.</summary>
internal static class NodeCommands
{
    private static readonly OperatorArgument One = new(
        "node", ArgumentKind.Text, "This node instead of the one that is asked, as in node-1:4053");

    private static readonly OperatorArgument Only = new("node", ArgumentKind.Text, "Only this node, as in node-1:4053");

    public static ImmutableArray<OperatorCommand> All { get; } =
    [
        new("cluster", "show", "The nodes of the cluster and how they are")
        {
            Columns =
            [
                new("node"), new("status"), new("reachable", ColumnUnit.Flag), new("ready", ColumnUnit.Flag),
                new("connections", ColumnUnit.Count),
                new("routes", ColumnUnit.Count), new("staleness", ColumnUnit.Milliseconds), new("registry"), new("oldest", ColumnUnit.Flag),
                new("version"),
            ],
        },
        new("drain", "start", "Take no new connections on a node, and close its tunnels over a time (1001)")
        {
            Arguments =
            [
                One, new("all", ArgumentKind.Flag, "All nodes of the cluster"),
                new("over", ArgumentKind.Duration, "Over which time, on each: 0s to 24h") { Default = "60s" },
                new("order", ArgumentKind.Choice, "Whether a node waits until others that drain have closed their tunnels")
                    { Default = "together", Choices = ["together", "one-by-one"] },
            ],
            Effect = CommandEffect.Destroys,
            Nodes = CommandNodes.One,
        },
        new("drain", "pause", "Close no tunnels for now, on all nodes: neither by a drain nor by a stop or a change of a route")
        {
            Arguments = [Only],
            Effect = CommandEffect.Changes,
            Nodes = CommandNodes.Each,
        },
        new("drain", "resume", "Go on with closing tunnels, after a pause")
        {
            Arguments = [Only],
            Effect = CommandEffect.Changes,
            Nodes = CommandNodes.Each,
        },
        new("drain", "status", "Whether nodes are draining, and how many connections are left")
        {
            Arguments = [Only],
            Columns =
            [
                new("node"), new("draining", ColumnUnit.Flag), new("connections", ColumnUnit.Count), new("until", ColumnUnit.Time),
                new("pending", ColumnUnit.Count), new("rate", ColumnUnit.PerSecond), new("ahead", ColumnUnit.Count),
                new("left", ColumnUnit.Milliseconds), new("paused", ColumnUnit.Flag),
            ],
            Nodes = CommandNodes.Each,
        },
        new("drain", "cancel", "Take connections again on a node; tunnels that were not closed yet stay")
        {
            Arguments = [One],
            Effect = CommandEffect.Changes,
            Nodes = CommandNodes.One,
        },
        new("config", "show", "The configuration that a node runs with, without secrets")
        {
            Arguments = [One],
            Nodes = CommandNodes.One,
        },
        new("config", "check", "Whether a node's configuration file could be used as it is now")
        {
            Arguments = [Only],
            Nodes = CommandNodes.Each,
        },
        new("config", "reload", "Take over the configuration files of nodes as they are now")
        {
            Arguments = [Only],
            Columns = [new("node"), new("setting"), new("before"), new("after"), new("taken", ColumnUnit.Flag), new("reason")],
            Effect = CommandEffect.Destroys,
            Nodes = CommandNodes.Each,
        },
        new("log", "level", "Which events nodes log from now on, until their next reload or restart")
        {
            Arguments = [new("level", ArgumentKind.Choice, "The lowest level that is logged") { Positional = true,
                Choices = ["debug", "info", "warning", "error"] }, Only],
            Effect = CommandEffect.Changes,
            Nodes = CommandNodes.Each,
        },
    ];
}
