using ActorProxy.Node.Configuration;
using ActorProxy.Node.Pbm;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies.Standard;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Node.Tests.Configuration;

/// <summary>Every problem as the line that people read.</summary>
public class ProblemsTests
{
    [Theory]
    // Keys and values.
    [InlineData("prox {}", "f:1: prox: unknown key")]
    [InlineData("actorprxy {}", "f:1: actorprxy: unknown key; did you mean actorproxy?")]
    [InlineData("listeners {}", "f:1: listeners: unknown key; did you mean actorproxy.listeners?")]
    [InlineData("actorproxy {\n  tunnel {\n    idle-timout = 5s\n  }\n}",
        "f:3: actorproxy.tunnel.idle-timout: unknown key; did you mean idle-timeout?")]
    [InlineData("\n\nactorproxy.tunnel = 5", "f:3: actorproxy.tunnel: is not an object, { ... }")]
    [InlineData("actorproxy.transport.loops = many", "f:1: actorproxy.transport.loops: 'many' is not a whole number")]
    [InlineData("actorproxy.transport.loops = [1]", "f:1: actorproxy.transport.loops: is not a text")]
    [InlineData("actorproxy.transport.loops = 1025", "f:1: actorproxy.transport.loops: 1025 is out of range; allowed is 0 to 1024")]
    [InlineData("actorproxy.transport.kind = epol",
        "f:1: actorproxy.transport.kind: 'epol' is none of auto, io-uring, epoll, sockets; did you mean epoll?")]
    [InlineData("actorproxy.transport.relay-buffer = 2MiB",
        "f:1: actorproxy.transport.relay-buffer: 2MiB is out of range; allowed is 4KiB to 1MiB")]
    [InlineData("actorproxy.transport.relay-buffer = 64k",
        "f:1: actorproxy.transport.relay-buffer: '64k' is not a size; write a whole number with a unit: B, KiB, MiB or GiB")]
    [InlineData("actorproxy.tunnel.idle-timeout = 300",
        "f:1: actorproxy.tunnel.idle-timeout: '300' is not a duration; write a number with a unit: ms, s, m, h or d")]
    [InlineData("actorproxy.tunnel.idle-timeout = 8d", "f:1: actorproxy.tunnel.idle-timeout: 8d is out of range; allowed is 1s to 7d")]
    [InlineData("actorproxy.tunnel.keepalive = 500ms",
        "f:1: actorproxy.tunnel.keepalive: 500ms is out of range; allowed is 0s, or 1s to 1d")]
    [InlineData("actorproxy.tunnel.keepalive = 1500ms", "f:1: actorproxy.tunnel.keepalive: is not in whole seconds")]
    [InlineData("actorproxy.http.enabled = maybe", "f:1: actorproxy.http.enabled: 'maybe' is not true or false")]
    [InlineData("actorproxy.http.via = maybe", "f:1: actorproxy.http.via: 'maybe' is not true or false")]
    [InlineData("actorproxy.http.server-header = nginx", "f:1: actorproxy.http.server-header: 'nginx' is not true or false")]
    [InlineData("actorproxy.http.keep-alive-timeout = 0s",
        "f:1: actorproxy.http.keep-alive-timeout: 0s is out of range; allowed is 1s to 1h")]
    [InlineData("actorproxy.http.backend-keep-alive-timeout = 2h",
        "f:1: actorproxy.http.backend-keep-alive-timeout: 2h is out of range; allowed is 1s to 1h")]
    [InlineData("actorproxy.http.activity-timeout = 8d", "f:1: actorproxy.http.activity-timeout: 8d is out of range; allowed is 1s to 7d")]
    [InlineData("actorproxy.http.max-body-size = 1",
        "f:1: actorproxy.http.max-body-size: '1' is not a size; write a whole number with a unit: B, KiB, MiB or GiB")]
    [InlineData("actorproxy.http.max-body-size = 1025GiB",
        "f:1: actorproxy.http.max-body-size: 1025GiB is out of range; allowed is 0B to 1024GiB")]
    [InlineData("actorproxy.access-log.enabled = maybe", "f:1: actorproxy.access-log.enabled: 'maybe' is not true or false")]
    [InlineData("actorproxy.forwarding.trusted-peers = [\"10.0.0.0/33\"]",
        "f:1: actorproxy.forwarding.trusted-peers[0]: '10.0.0.0/33' is no network; write ADDRESS/BITS with no bits set beyond the "
        + "prefix, as in 10.0.0.0/8")]
    [InlineData("actorproxy.forwarding.trusted-peers = any", "f:1: actorproxy.forwarding.trusted-peers: is not a list, [ ... ]")]
    [InlineData("actorproxy.forwarding.request-id-header = Host",
        "f:1: actorproxy.forwarding.request-id-header: Header 'Host' belongs to the connection or the handshake "
        + "and cannot be changed by a rule")]
    // Listeners.
    [InlineData("actorproxy.listeners { web {} }", "f:1: actorproxy.listeners.web: the port is missing")]
    [InlineData("actorproxy.listeners {\n a { port = 80 }\n b { port = 80 }\n}",
        "f:3: actorproxy.listeners.b.port: 0.0.0.0:80 is already taken by listener 'a'")]
    // Pools.
    [InlineData("actorproxy.pools { chat {} }", "f:1: actorproxy.pools.chat: the backends are missing")]
    [InlineData("actorproxy.listeners = [{ name = web, port = 1 },\n{ name = web, port = 2 }]",
        "f:2: actorproxy.listeners[1]: 'web' is in the list twice")]
    [InlineData("actorproxy.listeners { \"\" { port = 1 } }", "f:1: actorproxy.listeners.\"\": the name is empty")]
    [InlineData("actorproxy.pools = [{ name = a, backends = [\"ws://a\"] },\n{ name = a, backends = [\"ws://b\"] }]",
        "f:2: actorproxy.pools[1]: 'a' is in the list twice")]
    [InlineData("actorproxy.pools { chat { backends = [] } }", "f:1: actorproxy.pools.chat.backends: the list is empty")]
    [InlineData("actorproxy.pools { chat { backends = [\n\"ws://a\",\n\"ftp://b\"\n] } }",
        "f:3: actorproxy.pools.chat.backends[1]: 'ftp://b': scheme 'ftp' is not supported; use ws://, wss://, http:// or https://")]
    [InlineData("actorproxy.pools { chat { backends = [\n{ url = \"ws://a\",\n wieght = 2 }\n] } }",
        "f:3: actorproxy.pools.chat.backends[0].wieght: unknown key; did you mean weight?")]
    [InlineData("actorproxy.pools { chat { backends = [{ url = \"ws://a\", weight = 0 }] } }",
        "f:1: actorproxy.pools.chat.backends[0].weight: 0 is out of range; allowed is 1 to 100")]
    [InlineData("actorproxy.pools { chat { backends = [{ weight = 2 }] } }", "f:1: actorproxy.pools.chat.backends[0]: the url is missing")]
    [InlineData("actorproxy.pools { chat { backends = [\"ws://a\", \"ws://A:80/\"] } }",
        "f:1: actorproxy.pools.chat.backends[1]: ws://a is in the list twice; use a weight to give it more")]
    // Secrets are not quoted.
    [InlineData("actorproxy.pools { chat { backends = [\"ws://user:secret@a\"] } }",
        "f:1: actorproxy.pools.chat.backends[0]: 'ws://***@a': a backend URL has no user name")]
    [InlineData("actorproxy.traces { endpoint = \"http://a?key=secret\" }",
        "f:1: actorproxy.traces.endpoint: 'http://a?***' is no address of a collector; write http://HOST:PORT or https://HOST:PORT")]
    [InlineData("actorproxy.traces { endpoint = \"http://u:secret@a/x\" }",
        "f:1: actorproxy.traces.endpoint: 'http://***@a/x' has a path, and gRPC has paths of its own; leave "
        + "it out, or set protocol = http")]
    [InlineData("actorproxy.admin { port = 1, token = \"${TOKEN}\" }",
        "f:1: actorproxy.admin.token: the token is the text ${TOKEN}, which anyone who has seen the file knows; "
        + "write the variable without quotes")]
    // Routes.
    [InlineData("actorproxy { listeners { web { port = 1 } }\nroutes { r { backends = [\"ws://a\"], listeners = [wbe] } } }",
        "f:2: actorproxy.routes.r.listeners[0]: there is no listener 'wbe'; did you mean web?")]
    [InlineData("actorproxy { listeners { web { port = 1 } }\nroutes { r { backends = [\"ws://a\"], listeners = [] } } }",
        "f:2: actorproxy.routes.r.listeners: the list is empty; name listeners, or leave it out for all")]
    [InlineData("actorproxy { listeners { web { port = 1 } }\nroutes { r { backends = [\"ws://a\"], listeners = [web] }, s { backends "
        + "= [\"ws://a\"], listeners = [web] } } }",
        "f:2: actorproxy.routes.s: host * and path / are already taken by route 'r' on listeners web")]
    [InlineData("actorproxy.routes { \"a.b\" { path = /x } }",
        "f:1: actorproxy.routes.\"a.b\": the pool is missing; name one, or list the route's own backends")]
    [InlineData("actorproxy { pools { chat { backends = [\"ws://a\"] } }\nroutes { r { pool = caht } } }",
        "f:2: actorproxy.routes.r.pool: there is no pool 'caht'; did you mean chat?")]
    [InlineData("actorproxy.log.level = null", "f:1: actorproxy.log.level: is not a text")]
    [InlineData("actorproxy.pools.p.backends = [null]", "f:1: actorproxy.pools.p.backends[0]: is not an object, { ... }")]
    [InlineData("actorproxy.headers.set = [X-A]", "f:1: actorproxy.headers.set[0]: is not an object with its name")]
    [InlineData("actorproxy.errors = [404]", "f:1: actorproxy.errors[0]: is not an object with its status")]
    [InlineData("actorproxy.log = null", "f:1: actorproxy.log: is not an object, { ... }")]
    [InlineData("actorproxy.pools = null", "f:1: actorproxy.pools: is not an object, { ... }")]
    [InlineData("actorproxy = null", "f:1: actorproxy: is not an object, { ... }")]
    public void A_problem_names_line_key_and_remedy(string text, string line) => Assert.Equal([line], Problems(text));

    [Theory]
    [InlineData("port = 9110", false, "port: this build is without Petabridge.Cmd; build it with -p:PetabridgeCmd=true "
        + "(docs/pbm.md), or leave the port at 0")]
    [InlineData("port = 9110", true, null)]
    [InlineData("port = 0", false, null)]
    [InlineData("port = 65536", true, "port: 65536 is out of range; allowed is 0 to 65535")]
    [InlineData("address = \"::1\", port = 9110", true, null)]
    [InlineData("address = \"0.0.0.0\", port = 9110", true,
        "address: 0.0.0.0 can be reached from outside, and pbm asks nobody who he is; allowed is loopback, as 127.0.0.1")]
    [InlineData("prot = 1", true, "prot: unknown key; did you mean port?")]
    public void A_problem_of_pbm_names_its_key(string entry, bool built, string? expected)
    {
        var document = HoconReader.Read(entry, "f", _ => null);
        var (section, report) = (document.ToSection(), new SettingReport());
        OptionsReader.Check(StandardPolicies.Model.Read<PbmOptions>(section, report, "actorproxy.pbm"),
            new SettingsCheck(section, SettingPlace.At("actorproxy.pbm", report)), built);
        Assert.Equal((string[])(expected is null ? [] : [$"f:1: actorproxy.pbm.{expected}"]), report.Problems.Select(p => p.ToString()));
    }

    [Fact]
    public void A_build_without_the_adapter_refuses_a_port_of_pbm() => Assert.Equal(
        PbmAdapter.Exists
            ? []
            : ["f:1: actorproxy.pbm.port: this build is without Petabridge.Cmd; build it with -p:PetabridgeCmd=true "
            + "(docs/pbm.md), or leave the port at 0"],
        Problems("actorproxy.pbm.port = 9110"));

    [Theory]
    [InlineData("host = \"a:80\"", "host: 'a:80': a host pattern has no port; routes serve all listeners")]
    [InlineData("path = chat", "path: 'chat': the path does not begin with '/'")]
    [InlineData("path = /, path-exact = /", "path-exact: a route has either path or path-exact")]
    [InlineData("pool = p", "pool: a route has either a pool or backends of its own")]
    [InlineData("strip-prefix = true, replace-prefix = /x", "replace-prefix: a route has either strip-prefix or replace-prefix")]
    [InlineData("replace-prefix = x", "replace-prefix: Path replacement 'x' does not start with '/'")]
    [InlineData("host-header = a b", "host-header: Host 'a b' is no host with an optional port")]
    [InlineData("headers { set { Connection = close } }",
        "headers.set: Header 'Connection' belongs to the connection or the handshake and cannot be changed by a rule")]
    [InlineData("filters = [lgo]", "filters[0]: there is no filter 'lgo'; there are log, size-limit; did you mean log?")]
    [InlineData("max-message-size = 1KiB", "max-message-size: applies only to a route with filters; without them no message is read")]
    [InlineData("attempts = 11", "attempts: 11 is out of range; allowed is 1 to 10")]
    public void A_problem_of_a_route_names_its_key(string entry, string expected) =>
        Assert.Equal([$"f:1: actorproxy.routes.r.{expected}"],
            Problems($"actorproxy {{ routes {{ r {{ backends = [\"ws://a\"], {entry} }} }} }}"));

    [Theory]
    [InlineData("tls {}", "tls: the certificates are missing; write certificates = [{ certificate = FILE, key = FILE }]")]
    [InlineData("tls { certificates = [] }", "tls.certificates: the list is empty")]
    [InlineData("tls { certificates = [a.pem] }", "tls.certificates[0]: is not an object, { ... }")]
    [InlineData("tls { certificates = [{ certificate = a.pem }] }",
        "tls.certificates[0]: the key is missing; name the PEM file with the certificate's private key")]
    [InlineData("tls { certificates = [{ key = a.pem }] }",
        "tls.certificates[0]: the certificate is missing; name the PEM file with the certificate and its chain")]
    [InlineData("tls { certificates = [{ certificate = a, key = b, kye = c }] }",
        "tls.certificates[0].kye: unknown key; did you mean key?")]
    [InlineData("tls { certificates = [{ certificate = a, key = b }], default = second }", "tls.default: 'second' is none of first, none")]
    [InlineData("tls { certificates = [{ certificate = a, key = b }], protocols = [\"1.1\", \"1.2\"] }",
        "tls.protocols[0]: '1.1' is none of 1.2, 1.3")]
    [InlineData("tls { certificates = [{ certificate = a, key = b }], protocols = [] }",
        "tls.protocols: there is no version of TLS; write [\"1.2\", \"1.3\"]")]
    [InlineData("tls { certificates = [{ certificate = a, key = b }], client-certificate = required }",
        "tls.client-certificate: the roots that clients' certificates must lead to are missing; name their file with client-ca")]
    [InlineData("tls { certificates = [{ certificate = a, key = b }], client-subject-header = Host }",
        "tls.client-subject-header: Header 'Host' belongs to the connection or the handshake and cannot be changed by a rule")]
    [InlineData("tls { certificates = [{ certificate = a, key = b }], handshake-timeout = 6m }",
        "tls.handshake-timeout: 6m is out of range; allowed is 100ms to 5m")]
    [InlineData("tls { certificates = [{ certificate = a, key = b }], http2 = maybe }", "tls.http2: 'maybe' is not true or false")]
    [InlineData("tls { certificates = [{ certificate = a, key = b }], websocket-over-http2 = maybe }",
        "tls.websocket-over-http2: 'maybe' is not true or false")]
    [InlineData("proxy-protocol { enabled = true }",
        "proxy-protocol: the trusted-peers are missing; name the networks of the proxies that send PROXY headers")]
    [InlineData("proxy-protocol { enabled = true, trusted-peers = [] }",
        "proxy-protocol.trusted-peers: the list is empty: every connection would be refused; name the networks of the "
        + "proxies that send PROXY headers")]
    [InlineData("proxy-protocol { timeout = 2m }", "proxy-protocol.timeout: 2m is out of range; allowed is 100ms to 1m")]
    public void A_problem_of_a_listener_names_its_key(string entry, string expected) =>
        Assert.Equal([$"f:1: actorproxy.listeners.web.{expected}"],
            Problems($"actorproxy {{ listeners {{ web {{ port = 1, {entry} }} }} }}"));

    [Theory]
    [InlineData("tls { certificate = a.pem }", "tls.certificate: the key is missing; name the PEM file with the certificate's private key")]
    [InlineData("tls { key = a.key }", "tls.key: the certificate is missing; name the PEM file with the certificate and its chain")]
    [InlineData("tls { server-name = \"a:1\" }", "tls.server-name: 'a:1' is no host name")]
    [InlineData("tls { verify = maybe }", "tls.verify: 'maybe' is not true or false")]
    [InlineData("http-version = 3", "http-version: '3' is none of 1.1, 2")]
    [InlineData("websocket-http-version = 2, send-proxy-protocol = v1", "websocket-http-version: 2 has the WebSockets of many clients on "
        + "one connection, and a header of send-proxy-protocol tells of one client; use 1.1, or turn send-proxy-protocol off")]
    [InlineData("send-proxy-protocol = v3", "send-proxy-protocol: 'v3' is none of off, v1, v2; did you mean v1?")]
    public void A_problem_of_a_pool_names_its_key(string entry, string expected) =>
        Assert.Equal([$"f:1: actorproxy.pools.p.{expected}"],
            Problems($"actorproxy {{ pools {{ p {{ backends = [\"wss://a\"], {entry} }} }} }}"));

    [Fact]
    public void The_reload_interval_has_a_range() =>
        Assert.Equal(["f:1: actorproxy.tls.reload-interval: 500ms is out of range; allowed is 1s to 1h"],
            Problems("actorproxy.tls.reload-interval = 500ms"));

    [Fact]
    public void Two_routes_of_one_place_are_refused() => Assert.Equal(
        ["f:4: actorproxy.routes.two: host a and path /x are already taken by route 'one'"],
        Problems("""
            actorproxy {
              routes {
                one { host = a, path = /x, backends = ["ws://a"] }
                two { host = A, path = /x/, backends = ["ws://b"] }
              }
            }
            """));

    [Fact]
    public void All_problems_are_reported_at_once_by_line_and_none_follows_from_another() => Assert.Equal(
        [
            "f:2: actorproxy.log.level: 'loud' is none of debug, info, warning, error",
            "f:3: actorproxy.pools.chat.backends[0]: 'chat' is no backend URL; write ws://HOST:PORT",
            "f:4: actorproxy.routes.chat.attempts: 0 is out of range; allowed is 1 to 10",
            "f:5: aka: unknown key; did you mean akka?",
        ],
        Problems("""
            actorproxy {
              log.level = loud
              pools.chat.backends = ["chat"]
              routes.chat { pool = chat, attempts = 0 } }
            aka = 1
            """));

    private static IEnumerable<string> Problems(string text)
    {
        var result = ConfigurationLoader.Parse(text, "f", _ => null);
        Assert.False(result.Succeeded);
        return result.Problems.Select(p => p.ToString());
    }
}
