using System.Text.Json.Nodes;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Endpoints;
using ActorProxy.Shared.Backends.Health;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Policies.Filters;
using ActorProxy.Shared.Policies.Forwarding;
using ActorProxy.Shared.Policies.Headers;
using ActorProxy.Shared.Policies.Limits;
using ActorProxy.Shared.Policies.Responding;
using ActorProxy.Shared.Policies.Rewriting;
using ActorProxy.Shared.Policies.RouteChanges;
using ActorProxy.Shared.Policies.Stickiness;
using ActorProxy.Shared.Policies.Timeouts;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Routing.Matching;
using ActorProxy.Shared.Settings;
using ActorProxy.Shared.Tls;
using CsCheck;

namespace ActorProxy.Shared.Tests.Routing.Documents;

/// <summary>Routes with any settings, and documents with any values.</summary>
internal static class RouteGen
{
    private static readonly Gen<string> Name = Gen.String[Gen.Char["abcXYZ019-_. /\"\\<>&'\u00e9\u4e16\u2028"], 1, 12]
        .Where(n => !string.IsNullOrWhiteSpace(n));

    private static readonly Gen<HostPattern> Host = Gen.OneOfConst(
        "*", "a", "a.example.org", "*.example.org", "xn--nxasmq6b.example", "[::1]", "[2001:db8::1]", "10.0.0.1", "A_b.C")
        .Select(text => HostPattern.TryParse(text, out var host, out var error) ? host : throw new ArgumentException(error));

    private static readonly Gen<PathPattern> Path = Gen.Select(
        Gen.Bool, Gen.OneOfConst("/", "/x", "/x/", "/x//y", "/x/y/z", "/%2f", "/%41%25", "/a b".Replace(' ', '+'), "/~;,=@:!$&'()*"),
        (exact, text) =>
        (exact ? PathPattern.TryExact(text, out var path, out var error) : PathPattern.TryPrefix(text, out path, out error))
            ? path!
            : throw new ArgumentException(error));

    private static readonly Gen<BackendAddress> Address = Gen.Select(
        Gen.OneOfConst("b", "b.example.org", "10.0.0.1", "::1", "2001:db8::1"),
        Gen.OneOf(Gen.OneOfConst(1, 80, 443, 65535), Gen.Int[1, 65535]), Gen.Bool,
        (host, port, tls) => new BackendAddress(host, port) { Tls = tls });

    private static readonly Gen<EndpointSource> Source = Gen.OneOfConst(EndpointSource.First, EndpointSource.All, EndpointSource.Services,
        EndpointSource.Slices(), EndpointSource.Slices("ws"), EndpointSource.File("/etc/\u00e9 :x"));

    private static readonly Gen<Backend> Backend = Gen.Select(Address, Gen.Int[1, 100], Name, Gen.Bool, Source, Name.Null(),
        (address, weight, id, named, source, zone) =>
            (named ? new Backend(id, address, weight) : Shared.Backends.Backend.At(address, weight)) with
            {
                Addresses = address.Literal is null ? source : EndpointSource.First,
                Zone = zone,
            });

    private static readonly Gen<BackendTls> Tls = Gen.Select(
        Name.Null(), Gen.OneOfConst("b.example.org", null), Gen.Select(Name, Name, (c, k) => new CertificateFiles(c, k)).Null(), Gen.Bool,
        (ca, server, certificate, verify) => new BackendTls { Ca = ca, ServerName = server, Certificate = certificate, Verify = verify });

    private static readonly Gen<BackendPool> Pool = Gen.Select(
        Name, Backend.Array[1, 5], Gen.Enum<PickerKind>(), Gen.OneOf(Gen.Const(BackendTls.Default), Tls),
        Gen.Select(Gen.Enum<ProxyProtocolMode>(), Gen.Bool, Gen.Int[0, 10_000_000],
            Gen.Select(Gen.OneOfConst("actorproxy", "a.b_c"), Gen.Enum<SameSite>(), (n, s) => new StickyCookie(n, s)).Null(),
            Gen.Select(Gen.Enum<HostHeader>(), Gen.Int[0, 100], Gen.Int[0, 3600], Gen.OneOfConst(0.0, 0.2, 0.75, 1.0), Gen.Bool)),
        (name, backends, picker, tls, rest) => new BackendPool(name, [.. backends.DistinctBy(b => b.Id)], picker)
        {
            Tls = tls,
            SendProxyProtocol = rest.Item1,
            HttpVersion = rest.Item2 ? BackendHttpVersion.Http2 : BackendHttpVersion.Http11,
            WebSocketHttpVersion = rest.Item1 == ProxyProtocolMode.Off && rest.Item5.Item5
                ? BackendHttpVersion.Http2
                : BackendHttpVersion.Http11,
            MaxConnectionsPerBackend = rest.Item3,
            Sticky = rest.Item4,
            HostHeader = rest.Item5.Item1,
            Ejection = new EjectionRules
            {
                Failures = rest.Item5.Item2,
                Period = TimeSpan.FromSeconds(Math.Max(1, rest.Item5.Item3)),
                MaxShare = rest.Item5.Item4,
                OncePerNetwork = rest.Item5.Item5,
            },
            HashKey = rest.Item5.Item5 ? HashKey.Client : HashKey.TryParse("query:room", out var key, out _) ? key : HashKey.Client,
            HashLoadBound = rest.Item5.Item4 * 2,
            SlowStart = TimeSpan.FromSeconds(rest.Item5.Item3),
            PanicBelow = rest.Item5.Item4,
            PreferZone = rest.Item5.Item5,
            MaxWaiting = rest.Item5.Item2,
            Queue = new QueueRules { Length = rest.Item5.Item2, Timeout = TimeSpan.FromSeconds(Math.Max(1, rest.Item5.Item3)) },
            RetryBudget = rest.Item5.Item4,
        });

    private static readonly Gen<HeaderField> Field = Gen.Select(
        Gen.OneOfConst("X-A", "x-b", "Authorization"), Gen.OneOfConst("", "1", "\xff \"\\", "a\tb"), (n, v) => new HeaderField(n, v));

    private static readonly Gen<HeaderRules> Headers =
        Gen.Select(Gen.OneOfConst("X-A", "Cookie").Array[0, 2], Field.Array[0, 2], Field.Array[0, 2],
        (remove, set, add) => new HeaderRules { Remove = [.. remove], Set = [.. set], Add = [.. add] });

    private static readonly Gen<FilterChain> Filters = Gen.Select(
        Gen.OneOfConst(MessageFilterNames.Log, MessageFilterNames.SizeLimit).Array[0, 2], Gen.Int[1, 1 << 30],
        (filters, size) => filters.Length > 0 ? new FilterChain(filters) { MaxMessageSize = size } : new FilterChain());

    private static readonly Gen<OnChange> Change = Gen.Select(Gen.Enum<RouteChangePolicy>(), Gen.Int[1000, 86_400_000],
        (policy, over) => policy == RouteChangePolicy.Drain
            ? new OnChange(policy) { DrainOver = TimeSpan.FromMilliseconds(over) }
            : new OnChange(policy));

    private static readonly Gen<IPolicy[]> Any = Gen.OneOf<IPolicy>(
        Gen.OneOfConst(null, "", "/", "/new/path/").Select(IPolicy (prefix) => new PathRewrite { ReplacePrefix = prefix }),
        Gen.OneOfConst(null, "b.example.org", "b:8080", "[::1]").Select(IPolicy (host) => new HostRewrite(host)),
        Headers.Select(IPolicy (rules) => rules),
        Headers.Select(IPolicy (rules) => new ResponseHeaders { Remove = rules.Remove, Set = rules.Set, Add = rules.Add }),
        Gen.Select(Gen.OneOfConst("404", "5xx", "503"), Gen.OneOfConst("x", "{status} \"\u00e9"), Gen.OneOfConst(null, "{}", "[]"),
            IPolicy (status, body, json) => new ErrorPages { Pages = [new() { Status = status, Body = body, Json = json }] }),
        Filters.Select(IPolicy (chain) => chain),
        Change.Select(IPolicy (change) => change),
        Gen.Int[1000, 604_800_000].Select(IPolicy (idle) => new IdleTimeout(TimeSpan.FromMilliseconds(idle))),
        Gen.Int[10, 3_600_000].Select(IPolicy (wait) => new ResponseTimeout(TimeSpan.FromMilliseconds(wait))),
        Gen.OneOf(Gen.Const(0), Gen.Int[10, 3_600_000]).Select(IPolicy (all) => new TotalTimeout(TimeSpan.FromMilliseconds(all))),
        Gen.Int[1, 10].Select(IPolicy (attempts) => new AttemptLimit(attempts)),
        Gen.Int[0, 10_000_000].Select(IPolicy (connections) => new ConnectionLimit(connections)),
        Gen.Select(Gen.Enum<ForwardingMode>(), Gen.Enum<ForwardingMode>(),
            IPolicy (x, forwarded) => new ForwardedFields { XForwarded = x, Forwarded = forwarded }),
        Gen.Enum<SameSite>().Select(IPolicy (sameSite) => new StickyCookie("a.b_c", sameSite))).Array[0, 6];

    private static readonly Gen<ValueList<ValuePattern>> Patterns = Gen.Select(
        Gen.OneOfConst("X-A", "b"), Gen.OneOfConst("", "*", "1", "a*", " ;\""), (name, value) => new ValuePattern(name, value)).Array[0, 3]
        .Select(patterns => (ValueList<ValuePattern>)[.. patterns]);

    private static readonly Gen<RequestMatch> Match = Gen.Select(
        Gen.OneOfConst("GET", "PUT", "X").Array[0, 2], Patterns, Patterns, Patterns, Gen.OneOfConst("a", "b.c").Array[0, 2],
        (methods, headers, query, cookies, subprotocols) => new RequestMatch
        {
            Methods = [.. methods],
            Headers = headers,
            Query = query,
            Cookies = cookies,
            Subprotocols = [.. subprotocols],
        });

    private static readonly Gen<PolicySet> Policies = Any.Select(
        policies => policies.Aggregate(PolicySet.Empty, (set, policy) => set.With(policy)));

    public static readonly Gen<Route> Route = Gen.Select(
        Name, Host, Path, Pool, Policies, Gen.Select(Gen.OneOfConst("web", "internal", "a b").Array[0, 3], Match),
        (id, host, path, pool, policies, guards) => new Route(id, host, path, pool, policies)
        {
            Listeners = RouteListeners.Of(guards.Item1),
            Match = guards.Item2,
        });

    /// <summary>1 MiB.</summary>
    public static readonly string Long = new('x', 1024 * 1024);

    private static readonly Gen<string?> Text = Gen.OneOf(
        Gen.OneOfConst(null, "", " ", "/", "*", "a", "/x", "ws://b", "ws://[::1", "pass", "\0", "\ud800", "%", "a:1:2", "ca\r\nx", "30s",
            "1KiB", "2", Long), Gen.String[0, 8].Select(s => (string?)s));

    private static readonly Gen<JsonNode?> Leaf = Gen.OneOf(
        Text.Select(text => (JsonNode?)JsonValue.Create(text)),
        Gen.OneOf(Gen.OneOfConst(0, 1, -1, long.MinValue, long.MaxValue, int.MaxValue, 1000), Gen.Long)
            .Select(number => (JsonNode?)JsonValue.Create(number)),
        Gen.Bool.Select(flag => (JsonNode?)JsonValue.Create(flag)));

    private static readonly string[] Keys =
    [
        "id", "host", "path", "path-exact", "pool", "backends", "listeners", "strip-prefix", "replace-prefix", "host-header", "headers",
        "filters", "max-message-size", "idle-timeout",
        "idle-timeout-ms", "attempts", "max-connections", "on-change", "drain-over", "name", "url", "weight", "picker", "tls", "ca", "key",
        "certificate", "server-name", "forwarding", "x-forwarded", "verify",
        "websocket-http-version",
        "http-version", "http2", "sticky-cookie", "same-site", "remove", "set", "add", "value", "max-connections-per-backend",
        "send-proxy-protocol", "other",
    ];

    /// <summary>Objects of the keys that there are, anywhere, with any values.</summary>
    public static readonly Gen<string> Garbage = Gen.Recursive<JsonNode?>((depth, inner) => depth > 3
        ? Leaf
        : Gen.Frequency((3, Leaf), (1, inner.Array[0, 3].Select(
            items => (JsonNode?)new JsonArray([.. items.Select(item => item?.DeepClone())]))), (2, Object(inner).Select(o =>
            (JsonNode?)o))))
        .Select(node => node as JsonObject ?? []).Select(node => node.ToJsonString());

    private static Gen<JsonObject> Object(Gen<JsonNode?> inner) => Gen.Select(Gen.OneOfConst(Keys), inner).Array[0, 6].Select(members =>
        new JsonObject(members.DistinctBy(member => member.Item1)
            .Select(member => KeyValuePair.Create(member.Item1, member.Item2?.DeepClone()))));
}
