using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Policies.Filters;
using ActorProxy.Shared.Policies.Headers;
using ActorProxy.Shared.Policies.Limits;
using ActorProxy.Shared.Policies.Rewriting;
using ActorProxy.Shared.Policies.RouteChanges;
using ActorProxy.Shared.Policies.Stickiness;
using ActorProxy.Shared.Policies.Timeouts;
using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Tls;

namespace ActorProxy.Shared.Tests.Registry;

/// <summary>
/// A message of each manifest and its bytes. They are in databases and come from nodes of other versions: never change one.
/// </summary>
internal static class RegistryGolden
{
    private static readonly HostPattern Host = Routes.Host("a.example.org");
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero);

    /// <summary>Every setting has its default.</summary>
    private static readonly Route Plain = new("plain", Host, PathPattern.All,
        new BackendPool("pool", [Backend.At(new BackendAddress("10.0.0.1", 8080))], PickerKind.RoundRobin), []);

    /// <summary>No setting has its default.</summary>
    private static readonly Route Full = new("full", Host, Routes.Exact("/chat"),
        new BackendPool("other", [new Backend("b1", new BackendAddress("b1.example.org", 443) { Tls = true }, 3)],
            PickerKind.PowerOfTwoChoices)
        {
            Tls = new BackendTls { Ca = "ca.pem", ServerName = "name.example.org", Certificate = new CertificateFiles("c.pem", "k.pem"),
                Verify = false },
            SendProxyProtocol = ProxyProtocolMode.V2,
            HttpVersion = BackendHttpVersion.Http2,
            MaxConnectionsPerBackend = 10,
            Sticky = new StickyCookie("session", SameSite.Strict),
        },
        [
            PathRewrite.Strip,
            new HostRewrite("backend.example.org"),
            new HeaderRules { Remove = ["X-Old"], Set = [new HeaderField("X-Set", "1")], Add = [new HeaderField("X-Add", "\xe9")] },
            new FilterChain("log", "size-limit") { MaxMessageSize = 4096 },
            new IdleTimeout(TimeSpan.FromSeconds(90)),
            new AttemptLimit(2),
            new ConnectionLimit(1000),
            new OnChange(RouteChangePolicy.Drain) { DrainOver = TimeSpan.FromMinutes(1) },
        ]);

    private static readonly HostRoutes HostRoutes = new(Host, 7, At,
        [new RouteLayer(RouteLayer.Configuration, 3, [Plain]), new RouteLayer(RouteLayer.Operator, 0, [Full])]);

    private const string PlainJson = """
        {"id":"plain","host":"a.example.org","pool":{"name":"pool","backends":["ws://10.0.0.1:8080"]}}
        """;

    private const string FullJson = """
        {"id":"full","host":"a.example.org","path-exact":"/chat","pool":{"name":"other",
        "picker":"power-of-two-choices","backends":[{"url":"wss://b1.example.org","weight":3,"id":"b1"}],"tls":{
        "ca":"ca.pem","server-name":"name.example.org","certificate":"c.pem","key":"k.pem","verify":false},
        "send-proxy-protocol":"v2","http-version":"2","max-connections-per-backend":10,"sticky-cookie":{"name":"session",
        "same-site":"strict"}},"strip-prefix":true,"host-header":"backend.example.org","headers":{"remove":["X-Old"],
        "set":{"X-Set":"1"},"add":{"X-Add":"\u00E9"}},"filters":["log",
        "size-limit"],"max-message-size":"4KiB","idle-timeout":"90s","attempts":2,"max-connections":1000,
        "on-change":"drain","drain-over":"1m"}
        """;

    private const string HostRoutesJson = $$"""
        {"host":"a.example.org","revision":7,"changed-at":"2026-01-02T03:04:05.678+00:00","layers":[{"origin":"config","revision":3,"routes":[{{PlainJson}}]},{"origin":"operator","revision":0,"routes":[{{FullJson}}]}]}
        """;

    public static IReadOnlyDictionary<string, (object Value, string Json)> All { get; } = new (string Manifest, object Value, string Json)[]
    {
        ("put-route/1", new PutRoute("c1", Full) { ExpectedRevision = 6 },
            $$"""{"route":{{FullJson}},"id":"c1","host":"a.example.org","expected-revision":6}"""),
        ("remove-route/1", new RemoveRoute("c1", Host, "full"),
            """{"route-id":"full","id":"c1","host":"a.example.org"}"""),
        ("replace-routes/1", new ReplaceRoutes("c1", Host, [Plain]),
            $$"""{"routes":[{{PlainJson}}],"id":"c1","host":"a.example.org"}"""),
        ("declare-routes/1", new DeclareRoutes("c1", Host, 3, [Plain]),
            $$"""{"revision":3,"routes":[{{PlainJson}}],"id":"c1","host":"a.example.org"}"""),
        ("command-accepted/1", new CommandAccepted("c1", 7, ["plain"]),
            """{"revision":7,"shadowed":["plain"],"command-id":"c1"}"""),
        ("command-rejected/1", new CommandRejected("c1", RejectionReason.StaleRevision, "look again"),
            """{"reason":"stale-revision","message":"look again","command-id":"c1"}"""),
        ("route-put/1", new RoutePut(Host, 7, "c1", At, Full),
            $$"""{"route":{{FullJson}},"host":"a.example.org","revision":7,"command-id":"c1","at":"2026-01-02T03:04:05.678+00:00"}"""),
        ("route-removed/1", new RouteRemoved(Host, 7, "c1", At, "full"),
            """{"route-id":"full","host":"a.example.org","revision":7,"command-id":"c1","at":"2026-01-02T03:04:05.678+00:00"}"""),
        ("operator-routes-set/1", new OperatorRoutesSet(Host, 7, "c1", At, [Plain]),
            $$"""{"routes":[{{PlainJson}}],"host":"a.example.org","revision":7,"command-id":"c1","at":"2026-01-02T03:04:05.678+00:00"}"""),
        ("routes-declared/1", new RoutesDeclared(Host, 7, "c1", At, 3, [Plain]),
            $$"""{"configuration-revision":3,"routes":[{{PlainJson}}],"host":"a.example.org","revision":7,"command-id":"c1","at":"2026-01-02T03:04:05.678+00:00"}"""),
        ("host-routes/1", HostRoutes, HostRoutesJson),
        ("host-compacted/1", HostCompacted.Of(new HostState(HostRoutes, [new AppliedCommand("c0", 6), new AppliedCommand("c1", 7, At)])),
            $$"""{"state":{"routes":{{HostRoutesJson}},"applied":[{"id":"c0","revision":6},{"id":"c1","revision":7,"at":"2026-01-02T03:04:05.678+00:00"}]},"host":"a.example.org","revision":7,"command-id":"c1","at":"2026-01-02T03:04:05.678+00:00"}"""),
        ("get-host-routes/1", new GetHostRoutes(HostPattern.Default),
            """{"host":"*"}"""),
        ("replica-digest/1", new ReplicaDigest([0, ulong.MaxValue], long.MaxValue),
            """{"digest":[0,18446744073709551615],"copy":9223372036854775807}"""),
        ("replica-in-sync/1", new ReplicaInSync(true, 1500, 7),
            """{"complete":true,"age-ms":1500,"copy":7}"""),
        ("replica-buckets/1", new ReplicaBuckets([3, 63], [new HostVersion(Host, 7)]),
            """{"buckets":[3,63],"hosts":[{"host":"a.example.org","revision":7}]}"""),
        ("replica-want/1", new ReplicaWant([Host]),
            """{"hosts":["a.example.org"]}"""),
        ("replica-routes/1", new ReplicaRoutes([HostRoutes], Last: true),
            $$"""{"hosts":[{{HostRoutesJson}}],"last":true}"""),
    }.ToDictionary(g => g.Manifest, g => (g.Value, Lines(g.Json)));

    // The texts are broken into lines to be read; on the wire there are none.
    private static string Lines(string json) => string.Concat(json.Split('\n').Select(line => line.Trim()));
}
