using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Routing.Documents;
using ActorProxy.Shared.Tls;
using CsCheck;

namespace ActorProxy.Shared.Tests.Routing.Documents;

/// <summary>Routes with any settings, and documents with any values.</summary>
internal static class RouteGen
{
    private static readonly Gen<string> Name = Gen.String[Gen.Char["abcXYZ019-_. /\"\\<>&'\u00e9\u4e16\u2028"], 1, 12].Where(n => !string.IsNullOrWhiteSpace(n));

    private static readonly Gen<HostPattern> Host = Gen.OneOfConst("*", "a", "a.example.org", "*.example.org", "xn--nxasmq6b.example", "[::1]", "[2001:db8::1]", "10.0.0.1", "A_b.C")
        .Select(text => HostPattern.TryParse(text, out var host, out var error) ? host : throw new ArgumentException(error));

    private static readonly Gen<PathPattern> Path = Gen.Select(Gen.Bool, Gen.OneOfConst("/", "/x", "/x/", "/x//y", "/x/y/z", "/%2f", "/%41%25", "/a b".Replace(' ', '+'), "/~;,=@:!$&'()*"), (exact, text) =>
        (exact ? PathPattern.TryExact(text, out var path, out var error) : PathPattern.TryPrefix(text, out path, out error)) ? path! : throw new ArgumentException(error));

    private static readonly Gen<BackendAddress> Address = Gen.Select(
        Gen.OneOfConst("b", "b.example.org", "10.0.0.1", "::1", "2001:db8::1"), Gen.OneOf(Gen.OneOfConst(1, 80, 443, 65535), Gen.Int[1, 65535]), Gen.Bool,
        (host, port, tls) => new BackendAddress(host, port) { Tls = tls });

    private static readonly Gen<Backend> Backend = Gen.Select(Address, Gen.Int[1, 100], Name, Gen.Bool,
        (address, weight, id, named) => named ? new Backend(id, address, weight) : Shared.Routing.Backend.At(address, weight));

    private static readonly Gen<BackendTls> Tls = Gen.Select(Name.Null(), Gen.OneOfConst("b.example.org", null), Gen.Select(Name, Name, (c, k) => new CertificateFiles(c, k)).Null(), Gen.Bool,
        (ca, server, certificate, verify) => new BackendTls { Ca = ca, ServerName = server, Certificate = certificate, Verify = verify });

    private static readonly Gen<BackendPool> Pool = Gen.Select(
        Name, Backend.Array[1, 5], Gen.Enum<PickerKind>(), Gen.OneOf(Gen.Const(BackendTls.Default), Tls),
        Gen.Select(Gen.Enum<ProxyProtocolMode>(), Gen.Bool, Gen.Int[0, 10_000_000], Gen.Select(Gen.OneOfConst("actorproxy", "a.b_c"), Gen.Enum<SameSite>(), (n, s) => new StickyCookie(n, s)).Null()),
        (name, backends, picker, tls, rest) => new BackendPool(name, [.. backends.DistinctBy(b => b.Id)], picker)
        {
            Tls = tls,
            SendProxyProtocol = rest.Item1,
            Http2 = rest.Item2,
            MaxConnectionsPerBackend = rest.Item3,
            Sticky = rest.Item4,
        });

    private static readonly Gen<HeaderField> Field = Gen.Select(Gen.OneOfConst("X-A", "x-b", "Authorization"), Gen.OneOfConst("", "1", "\xff \"\\", "a\tb"), (n, v) => new HeaderField(n, v));

    private static readonly Gen<HeaderRules> Headers = Gen.Select(Gen.OneOfConst("X-A", "Cookie").Array[0, 2], Field.Array[0, 2], Field.Array[0, 2],
        (remove, set, add) => new HeaderRules { Remove = remove, Set = set, Add = add });

    private static readonly Gen<RoutePolicy> Policy = Gen.Select(
        Gen.Select(Gen.OneOfConst(null, "", "/", "/new/path/"), Gen.OneOfConst(null, "b.example.org", "b:8080", "[::1]"), Headers, Gen.OneOfConst(MessageFilterNames.Log, MessageFilterNames.SizeLimit).Array[0, 2]),
        Gen.Select(Gen.Int[1, 1 << 30], Gen.Int[1000, 604_800_000].Nullable(), Gen.Int[1, 10].Nullable(), Gen.Int[0, 10_000_000]),
        Gen.Select(Gen.Enum<RouteChangePolicy>(), Gen.Int[1000, 86_400_000]),
        (rewrites, limits, change) => new RoutePolicy
        {
            PathRewrite = new PathRewrite(rewrites.Item1),
            HostRewrite = new HostRewrite(rewrites.Item2),
            Headers = rewrites.Item3,
            MessageFilters = rewrites.Item4,
            MaxMessageSize = limits.Item1,
            IdleTimeout = limits.Item2 is { } idle ? TimeSpan.FromMilliseconds(idle) : null,
            Attempts = limits.Item3,
            MaxConnections = limits.Item4,
            OnChange = change.Item1,
            DrainOver = TimeSpan.FromMilliseconds(change.Item2),
        });

    public static readonly Gen<Route> Route = Gen.Select(Name, Host, Path, Pool, Gen.OneOf(Gen.Const(RoutePolicy.Default), Policy), Gen.OneOfConst("web", "internal", "a b").Array[0, 3],
        (id, host, path, pool, policy, listeners) => new Route(id, host, path, pool, policy) { Listeners = RouteListeners.Of(listeners) });

    /// <summary>1 MiB.</summary>
    public static readonly string Long = new('x', 1024 * 1024);

    private static readonly Gen<string?> Text = Gen.OneOf(
        Gen.OneOfConst(null, "", " ", "/", "*", "a", "/x", "ws://b", "ws://[::1", "pass", "\0", "\ud800", "%", "a:1:2", "ca\r\nx", Long), Gen.String[0, 8].Select(s => (string?)s));

    private static readonly Gen<long?> Number = Gen.OneOf(Gen.OneOfConst<long?>(null, 0, 1, -1, long.MinValue, long.MaxValue, int.MinValue, int.MaxValue, 1000), Gen.Long.Select(n => (long?)n));

    private static readonly Gen<int?> Small = Number.Select(n => (int?)n);

    private static readonly Gen<HeaderField[]?> Fields = Gen.Select(Text, Text, (n, v) => new HeaderField(n!, v!)).Array[0, 3].Null();

    private static readonly Gen<PoolDocument?> PoolDocument = Gen.Select(
        Text,
        Gen.Select(Text, Small, Text, (url, weight, id) => new BackendDocument(url, weight, id)).Null().Array[0, 3].Null(),
        Gen.Select(Text, Text, Text, Text, (a, b, c, d) => new BackendTlsDocument(a, b, c, d)).Null(),
        Gen.Select(Small, Gen.Select(Text, Gen.Enum<SameSite>(), (n, s) => new StickyCookieDocument(n, s)).Null()),
        (name, backends, tls, rest) => new PoolDocument(name, null, backends!, tls, null, null, rest.Item1, rest.Item2)).Null();

    public static readonly Gen<RouteDocument> Garbage = Gen.Select(
        Gen.Select(Text, Text, Text, Text), PoolDocument,
        Gen.Select(Text, Text, Gen.Select(Text.Array[0, 3].Null(), Fields, Fields, (r, s, a) => new HeadersDocument(r!, s, a)).Null(), Text.Array[0, 3].Null()),
        Gen.Select(Small, Number, Small, Small, Number),
        (place, pool, rules, numbers) => new RouteDocument(place.Item1, place.Item2, place.Item3, place.Item4, pool, rules.Item1, rules.Item2, rules.Item3, rules.Item4!,
            numbers.Item1, numbers.Item2, numbers.Item3, numbers.Item4, null, numbers.Item5));
}
