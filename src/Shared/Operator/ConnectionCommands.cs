using System.Collections.Immutable;

namespace ActorProxy.Shared.Operator;

/// <summary>Commands about live connections.</summary>
internal static class ConnectionCommands
{
    private static readonly OperatorArgument Id = new(
        "id", ArgumentKind.Text, "The connection's id, as in 5f3a9c21-1b") { Positional = true };

    private static readonly ImmutableArray<OperatorArgument> Filters =
    [
        new("route", ArgumentKind.Text, "Only connections of this route"),
        new("backend", ArgumentKind.Text, "Only connections to this backend, as in ws://10.0.0.2:9000"),
        new("client", ArgumentKind.Text, "Only clients with this address, or in this network, as in 10.0.0.0/8"),
        new("node", ArgumentKind.Text, "Only connections of this node, as in node-1:4053"),
        new("host", ArgumentKind.Text, "Only connections to this host"),
        new("subprotocol", ArgumentKind.Text, "Only connections with this subprotocol"),
        new("min-age", ArgumentKind.Duration, "Only connections that are open for at least this long"),
        new("min-idle", ArgumentKind.Duration, "Only connections without a byte for at least this long"),
        new("timeout", ArgumentKind.Duration, "How long to wait for nodes: 100ms to 30s") { Default = "2s" },
    ];

    private static readonly ImmutableArray<OperatorColumn> Row =
    [
        new("id"), new("client"), new("host"), new("path"), new("route"), new("backend"), new("age", ColumnUnit.Milliseconds),
        new("idle", ColumnUnit.Milliseconds), new("bytes-from-client", ColumnUnit.Bytes), new("bytes-from-backend", ColumnUnit.Bytes),
        new("messages-from-client", ColumnUnit.Count), new("messages-from-backend", ColumnUnit.Count), new("node"),
        new("since", ColumnUnit.Time, Wide: true), new("listener", Wide: true), new("peer", Wide: true), new("request-id", Wide: true),
        new("attempt", ColumnUnit.Count, Wide: true), new("subprotocol", Wide: true), new("tls", Wide: true),
        new("tunnel", ColumnUnit.Flag, Wide: true),
    ];

    public static ImmutableArray<OperatorCommand> All { get; } =
    [
        new("connections", "list", "Live connections of the whole cluster")
        {
            Arguments =
            [
                .. Filters,
                new("sort", ArgumentKind.Choice, "What they are put in order by, largest or oldest first") { Choices = ["since", "bytes",
                    "messages", "idle", "id"], Default = "since" },
                new("reverse", ArgumentKind.Flag, "The other way round"),
                new("limit", ArgumentKind.Number, "How many at most: 1 to 10000") { Min = 1, Max = 10_000, Default = "50" },
                new("after", ArgumentKind.Text, "The token of the page before"),
            ],
            Columns = Row,
        },
        new("connections", "show", "All that is known of one connection")
        {
            Arguments = [Id],
            Columns = Row,
        },
        new("connections", "close", "Close one connection with a Close frame to both peers, or cut an HTTP request")
        {
            Arguments =
            [
                Id,
                new("code", ArgumentKind.Number, "Close code: 1000, 1001, 1008, 1011 to 1014, 3000 to 4999") { Min = 1000, Max = 4999,
                    Default = "1008" },
                new("reason", ArgumentKind.Text, "For the peers to read, at most 123 bytes") { Default = "" },
            ],
            Effect = CommandEffect.Destroys,
        },
        new("connections", "tap", "Follow one connection's messages until the tap ends")
        {
            Arguments =
            [
                Id,
                new("payload", ArgumentKind.Flag, "Show payloads, where the configuration allows it"),
                new("max-payload", ArgumentKind.Size, "Bytes of a payload that are shown: 0B to 64KiB") { Default = "256B" },
                new("duration", ArgumentKind.Duration, "When the tap ends by itself: 1s to 24h") { Default = "10m" },
            ],
            Columns = [new("time", ColumnUnit.Time), new("direction"), new("kind"), new("size", ColumnUnit.Bytes), new("text"),
                new("note")],
            Follows = true,
        },
        new("connections", "count", "How many connections there are")
        {
            Arguments =
            [
                .. Filters,
                new("by", ArgumentKind.Choice, "What they are counted by") { Choices = ["none", "route", "backend", "client", "node",
                    "listener"], Default = "none" },
            ],
            Columns = [new("key"), new("count", ColumnUnit.Count)],
        },
        new("connections", "top", "The busiest connections: what passes through them in a second")
        {
            Arguments =
            [
                new("node", ArgumentKind.Text, "Only this node, as in node-1:4053"),
                new("interval", ArgumentKind.Duration, "How long is measured: 100ms to 10s") { Default = "1s" },
                new("limit", ArgumentKind.Number, "How many at most: 1 to 1000") { Min = 1, Max = 1000, Default = "20" },
            ],
            Columns =
            [
                new("id"), new("client"), new("route"), new("backend"), new("bytes-per-second", ColumnUnit.BytesPerSecond),
                new("messages-per-second", ColumnUnit.PerSecond), new("age", ColumnUnit.Milliseconds), new("node"),
            ],
            Nodes = CommandNodes.Each,
            MergeBy = "bytes-per-second",
        },
    ];
}
