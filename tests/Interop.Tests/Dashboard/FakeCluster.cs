using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ActorProxy.Shared.Operator;

namespace ActorProxy.Interop.Tests.Dashboard;

/// <summary>
/// What a cluster of three nodes would answer. Each round of a page, which begins with <c>cluster show</c>, is two seconds of its life.
/// </summary>
internal sealed class FakeCluster
{
    private static readonly (string Route, string Host, string Path, string Pool, string Backend)[] Services =
    [
        ("chat", "chat.example.org", "/rooms/", "chat", "ws://10.0.1.11:9000"),
        ("chat", "chat.example.org", "/rooms/", "chat", "ws://10.0.1.12:9000"),
        ("prices", "*", "/prices/", "prices", "ws://10.0.2.21:9000"), ("prices", "*", "/prices/", "prices", "ws://10.0.2.22:9000"),
        ("game", "play.example.org", "/game/", "game", "wss://game-1.example.org"),
            ("support", "*.example.org", "/support/", "support", "ws://10.0.4.5:8080"),
    ];

    private static readonly string[] Filters = ["route", "backend", "client", "host"];

    private readonly Lock _gate = new();
    private readonly List<JsonObject> _connections = [.. Enumerable.Range(0, 64).Select(Connection)];
    private readonly HashSet<string> _disabled = [];
    private long _round;

    /// <summary>A path that the client of the oldest connection has chosen.</summary>
    public string? OldestPath { set => _connections[0]["path"] = value; }

    /// <summary>What the node could not do for a reason that it gives.</summary>
    public string? Refusal { get; set; }

    /// <summary>What every answer lacks.</summary>
    public string? Warning { get; set; }

    /// <summary>The node that the others do not reach, for 65 s.</summary>
    public string? Unreachable { get; set; }

    public string OldestId => (string)_connections[0]["id"]!;

    public IReadOnlyList<OperatorAnswer> Answer(OperatorInput input)
    {
        lock (_gate)
        {
            if (Refusal is not null && input.Command.Name != "cluster show")
                return [OperatorAnswer.Error(Refusal)];
            IEnumerable<OperatorAnswer> answers = input.Command.Name switch
            {
                "cluster show" => Nodes(_round++),
                "connections list" => List(input),
                "connections show" => _connections.Where(c => (string?)c["id"] == input.Text("id")).Select(Row)
                    .DefaultIfEmpty(OperatorAnswer.Error("there is no such connection")),
                "connections count" => _connections.GroupBy(c => (string)c[input.Text("by")!]!)
                    .Select(g => Row(new() { ["key"] = g.Key, ["count"] = g.Count() * 317 })),
                "connections top" => _connections.Take(12).Select((c, i) => Row(Busy(c, i))),
                "connections close" => [OperatorAnswer.Line(
                    $"closed {_connections.RemoveAll(c => (string?)c["id"] == input.Text("id"))} connection: {input.Text("id")}")],
                "routes list" => Services.DistinctBy(s => s.Route).Select((s, i) => Row(new()
                {
                    ["id"] = s.Route, ["host"] = s.Host, ["path"] = s.Path, ["pool"] = s.Pool,
                        ["origin"] = i % 2 == 0 ? "registry" : "configuration", ["revision"] = 3 + i,
                    ["backends"] = string.Join(", ", Services.Where(other => other.Pool == s.Pool).Select(other => other.Backend)),
                })),
                "routes test" => [OperatorAnswer.Line($"host {input.Text("host")} and path {input.Text("path")} get route chat"),
                    OperatorAnswer.Line("backend ws://10.0.1.11:9000, picked by round robin")],
                "backends list" => Enumerable.Range(1, 3).SelectMany(node => Services.Select((s, i) => Row(new()
                {
                    ["pool"] = s.Pool, ["backend"] = s.Backend, ["weight"] = 1, ["active"] = 900 + 31 * i + node,
                        ["disabled"] = _disabled.Contains(s.Backend), ["state"] = "up", ["node"] = $"node-{node}:4053",
                }))),
                "backends disable" => [OperatorAnswer.Line(
                    $"{(_disabled.Add(input.Text("backend")!) ? "disabled" : "was disabled")}: {input.Text("backend")}")],
                "backends enable" => [OperatorAnswer.Line(
                    $"{(_disabled.Remove(input.Text("backend")!) ? "enabled" : "was enabled")}: {input.Text("backend")}")],
                var other => throw new NotSupportedException($"The page is not known to ask for {other}."),
            };
            return Warning is null ? [.. answers] : [.. answers, OperatorAnswer.Warning(Warning)];
        }
    }

    /// <summary>The first node's metrics, as the exporter writes them.</summary>
    public string Metrics()
    {
        var text = new StringBuilder("# TYPE actorproxy_bytes_total counter\n");
        for (var i = 0; i < 3; i++)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"actorproxy_bytes_total{{route=\"r{i}\",direction=\"from_client\"}} {Sum(900_000, 0.6)} 1700000000000\n");
            text.Append(CultureInfo.InvariantCulture,
                $"actorproxy_bytes_total{{route=\"r{i}\",direction=\"from_backend\"}} {Sum(2_600_000, 1.9)} 1700000000000\n");
            text.Append(CultureInfo.InvariantCulture,
                $"actorproxy_messages_total{{route=\"r{i}\",direction=\"from_client\"}} {Sum(4_100, 0.6)} 1700000000000\n");
            text.Append(CultureInfo.InvariantCulture,
                $"actorproxy_messages_total{{route=\"r{i}\",direction=\"from_backend\"}} {Sum(9_300, 1.9)} 1700000000000\n");
        }
        foreach (var (result, each) in new[] { ("established", 46), ("no_route", 3), ("client_limit", 2), ("backend_refused", 1) })
            text.Append(CultureInfo.InvariantCulture,
                $"actorproxy_handshakes_total{{result=\"{result}\"}} {each * (_round + 400)} 1700000000000\n");
        foreach (var (reason, each) in new[] { ("closed", 31), ("client_lost", 12), ("idle_timeout", 4), ("backend_lost", 1) })
            text.Append(CultureInfo.InvariantCulture,
                $"actorproxy_closes_total{{reason=\"{reason}\",cut=\"False\"}} {each * (_round + 380)} 1700000000000\n");
        return text.Append("# EOF\n").ToString();
    }

    /// <summary>What has come to, at a rate that swings.</summary>
    private long Sum(double perSecond, double phase) =>
        (long)Enumerable.Range(0, (int)_round + 1).Sum(i =>
            2 * perSecond * (1 + 0.3 * Math.Sin(i / 19.0 + phase) + 0.1 * Math.Sin(i / 3.1 * phase) + 0.05 * Math.Sin(i * 2.3)));

    private IEnumerable<OperatorAnswer> Nodes(long round)
    {
        for (var i = 1; i <= 3; i++)
        {
            var node = $"node-{i}:4053";
            var reached = node != Unreachable;
            yield return Row(new()
            {
                ["node"] = node, ["status"] = "up", ["reachable"] = reached, ["ready"] = reached ? i != 3 || round > 1 : null,
                    ["connections"] = 6_700 + 40 * i + 3 * round,
                ["routes"] = 4, ["staleness"] = reached ? 150 * i : 65_000, ["oldest"] = i == 1, ["version"] = "1.0.0",
            });
        }
    }

    private IEnumerable<OperatorAnswer> List(OperatorInput input)
    {
        var found = _connections.Where(c => Filters.All(name => input.Text(name) is not { } value || (string?)c[name] == value)).ToList();
        var limit = (int)input.Number("limit")!.Value;
        return found.Count > limit ? [.. found.Take(limit).Select(Row), OperatorAnswer.Next("more")] : found.Select(Row);
    }

    private JsonObject Busy(JsonObject connection, int place) => new()
    {
        ["id"] = (string?)connection["id"], ["client"] = (string?)connection["client"], ["route"] = (string?)connection["route"],
            ["backend"] = (string?)connection["backend"],
        ["bytes-per-second"] = 2_400_000 / (place + 1) + 1000 * (_round % 7), ["messages-per-second"] = 900.5 / (place + 1),
        ["age"] = (long)connection["age"]!, ["node"] = (string?)connection["node"],
    };

    private static OperatorAnswer Row(JsonObject row) => OperatorAnswer.Of((JsonObject)row.DeepClone());

    private static JsonObject Connection(int i)
    {
        var service = Services[i * 7 % 11 % Services.Length];
        var age = 3_600_000L * 24 * 9 / (i + 1) + 7_321 * i;
        return new()
        {
            ["id"] = $"5f3a9c21-{0x1b + i * 37:x}", ["client"] = $"203.0.113.{i + 7}",
                ["host"] = service.Host.Replace("*.", "eu.", StringComparison.Ordinal)
                .Replace("*", "example.org", StringComparison.Ordinal),
            ["path"] = $"{service.Path}{i * 31 % 100}", ["route"] = service.Route, ["backend"] = service.Backend, ["age"] = age,
            ["idle"] = 37 * i * i % 9_000,
            ["bytes-from-client"] = age / 3, ["bytes-from-backend"] = age * 2, ["messages-from-client"] = age / 900,
            ["messages-from-backend"] = age / 200, ["node"] = $"node-{1 + i % 3}:4053",
            ["since"] = "2026-11-20T08:15:30Z", ["listener"] = "web", ["peer"] = $"203.0.113.{i + 7}:51324", ["request-id"] = $"r-{i}",
            ["attempt"] = 1, ["subprotocol"] = "v1.chat", ["tls"] = "TLS 1.3", ["tunnel"] = true,
        };
    }
}
