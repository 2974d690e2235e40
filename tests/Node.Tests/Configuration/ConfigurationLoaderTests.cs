using System.Net;
using ActorProxy.Node.Configuration;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Policies.Filters;
using ActorProxy.Shared.Policies.Forwarding;
using ActorProxy.Shared.Policies.Headers;
using ActorProxy.Shared.Policies.Limits;
using ActorProxy.Shared.Policies.Rewriting;
using ActorProxy.Shared.Policies.Timeouts;
using ActorProxy.Shared.Tls;

namespace ActorProxy.Node.Tests.Configuration;

public class ConfigurationLoaderTests
{
    [Fact]
    public void Every_value_reaches_its_option()
    {
        var options = Options("""
            actorproxy {
              transport { kind = sockets, loops = 2, relay-buffer = 8KiB }
              listeners { web { address = "::1", port = 81, backlog = 7, trusted-peers = ["10.0.0.0/8", "::1"] } }
              handshake { head-timeout = 1s, max-head-size = 2KiB, max-header-count = 11, max-target-size = 512B
                connect-timeout = 2s, response-timeout = 1.5m, attempts = 2 }
              tunnel { idle-timeout = 1h, keepalive = 0s, close-timeout = 250ms }
              http { enabled = off, keep-alive-timeout = 2s, backend-keep-alive-timeout = 3s, activity-timeout = 1d, max-body-size = 4GiB
                via = on, server-header = on }
              forwarding { x-forwarded = replace, forwarded = append, trusted-peers = ["192.168.0.0/16"], request-id-header = X-Id }
              access-log { enabled = false }
              log { level = debug, format = json }
              shutdown { drain-grace = 0s }
            }
            """);
        Assert.Equal(new TransportSettings { Kind = TransportKind.Sockets, Loops = 2, RelayBuffer = 8192 }, options.Transport);
        var listener = Assert.Single(options.Listeners);
        Assert.Equal(("web", IPAddress.IPv6Loopback, 81, 7), (listener.Name, listener.Address, listener.Port, listener.Backlog));
        Assert.Equal([IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("::1/128")], options.ForwardingOf(listener).TrustedPeers);
        Assert.Equal(new HandshakeOptions
        {
            HeadTimeout = TimeSpan.FromSeconds(1), MaxHeadSize = 2048, MaxHeaderCount = 11, MaxTargetSize = 512,
            ConnectTimeout = TimeSpan.FromSeconds(2), ResponseTimeout = TimeSpan.FromSeconds(90), Attempts = 2,
        }, options.Handshake);
        Assert.Equal(new TunnelOptions
        {
            IdleTimeout = TimeSpan.FromHours(1), Keepalive = TimeSpan.Zero, CloseTimeout = TimeSpan.FromMilliseconds(250),
        }, options.Tunnel);
        Assert.Equal(new HttpOptions
        {
            Enabled = false, KeepAliveTimeout = TimeSpan.FromSeconds(2), BackendKeepAliveTimeout = TimeSpan.FromSeconds(3),
            ActivityTimeout = TimeSpan.FromDays(1), MaxBodySize = 4L << 30, Via = true, ServerHeader = true,
        }, options.Http);
        Assert.Equal(new ForwardingPolicy
        {
            Fields = new ForwardedFields { XForwarded = ForwardingMode.Replace, Forwarded = ForwardingMode.Append },
                RequestIdHeader = "X-Id",
            TrustedPeers = [IPNetwork.Parse("192.168.0.0/16")],
        }, options.Forwarding);
        Assert.False(options.AccessLog.Enabled);
        Assert.Equal(new LogOptions { Level = LogSeverity.Debug, Format = LogFormat.Json }, options.Log);
        Assert.Equal(TimeSpan.Zero, options.Shutdown.DrainGrace);
    }

    [Fact]
    public void A_route_is_read_with_its_policy()
    {
        var options = Options("""
            actorproxy {
              pools { chat { picker = client-ip-hash, backends = ["ws://a", { url = "ws://b:81", weight = 3 }] } }
              routes {
                r {
                  host = "*.example.org", path-exact = /x, pool = chat, replace-prefix = /y, host-header = "inner:81"
                  headers { set { X-A = "1" }, add { X-B = "2" }, remove = [Cookie] }
                  filters = [log, size-limit], max-message-size = 2MiB, idle-timeout = 2s, attempts = 1
                }
                s { backends = ["ws://c"], strip-prefix = true, host-header = pass }
              }
            }
            """);
        var pool = Assert.Single(options.Pools);
        Assert.Equal(new BackendPool("chat",
            [Backend.At(new BackendAddress("a", 80)), Backend.At(new BackendAddress("b", 81), 3)], PickerKind.ClientIpHash), pool);
        var route = options.Routes.Match("w.example.org", "/x")!;
        Assert.Same(pool, route.Pool);
        PolicySet expected =
        [
            PathRewrite.Replace("/y"), new HostRewrite("inner:81"),
            new HeaderRules { Set = [new HeaderField("X-A", "1")], Add = [new HeaderField("X-B", "2")], Remove = ["Cookie"] },
            new FilterChain("log", "size-limit") { MaxMessageSize = 2 << 20 }, new IdleTimeout(TimeSpan.FromSeconds(2)),
            new AttemptLimit(1),
        ];
        Assert.Equal(expected, route.Policies);
        var other = options.Routes.Match("other", "/x")!;
        Assert.Equal([PathRewrite.Strip, HostRewrite.PassThrough], other.Policies);
        Assert.Equal("s", other.Pool.Name);
    }

    [Fact]
    public void Routes_are_bound_to_listeners()
    {
        var routes = Options("""
            actorproxy {
              listeners { web { port = 1 }, internal { port = 2 } }
              routes { r { backends = ["ws://a"] }, s { backends = ["ws://b"], listeners = [internal] } }
            }
            """).Routes;
        Assert.Equal(("r", "s"), (routes.Match("h", "/", "web")!.Id, routes.Match("h", "/", "internal")!.Id));
    }

    [Fact]
    public void What_is_allowed_and_probably_meant_otherwise_is_warned_of()
    {
        var result = ConfigurationLoader.Parse("actorproxy {\n traces { endpoint = \"http://user:secret@a\" }\n admin { port = 1, "
            + "token = short }\n log { level = info } }\nakka.x = \"${A}\"", "f", _ => null);
        Assert.Empty(result.Problems);
        Assert.Equal(
            [
                "f:5: akka.x: within quotes ${A} is text and stands for nothing else; write ${A} without quotes, or "
                    + "\"$\"\"{A}\" where that text is meant",
                "f:2: actorproxy.traces.endpoint: has a user and a password, which are not sent; a collector is given them in headers, "
                    + "as in headers { authorization = \"Basic ...\" }",
                "f:3: actorproxy.admin.token: can be guessed by any program of this machine; use at least 16 characters",
            ], result.Loaded!.Warnings.Select(w => w.ToString()));
    }

    [Fact]
    public void TLS_and_PROXY_headers_are_read()
    {
        var options = Options("""
            actorproxy {
              tls.reload-interval = 5s
              listeners {
                web {
                  port = 443
                  tls {
                    certificates = [{ certificate = a.pem, key = a.key }, { certificate = b.pem, key = b.key }]
                    default = none, protocols = ["1.3"], handshake-timeout = 3s, http2 = false, websocket-over-http2 = false
                    client-certificate = optional, client-ca = ca.pem, client-subject-header = X-Subject
                  }
                  proxy-protocol { enabled = true, trusted-peers = ["10.0.0.0/8"], timeout = 1s }
                }
                plain { port = 80, proxy-protocol { trusted-peers = ["10.0.0.0/8"] } }
              }
              pools {
                a {
                  backends = ["wss://a"], send-proxy-protocol = v2, http-version = 2
                  tls { ca = ca.pem, server-name = b.example, certificate = c.pem, key = c.key, verify = false }
                }
                b { backends = ["wss://b:8443"] }
              }
            }
            """);
        Assert.Equal(TimeSpan.FromSeconds(5), options.Tls.ReloadInterval);
        var (web, plain) = (options.Listeners.Single(l => l.Name == "web"), options.Listeners.Single(l => l.Name == "plain"));
        Assert.Equal([new CertificateFiles("a.pem", "a.key"), new CertificateFiles("b.pem", "b.key")], web.Tls!.Certificates);
        Assert.Equal(new ListenerTlsOptions
        {
            Certificates = web.Tls.Certificates, Default = DefaultCertificate.None, Protocols = [TlsVersion.Tls13],
                HandshakeTimeout = TimeSpan.FromSeconds(3), Http2 = false, WebSocketOverHttp2 = false,
            ClientCertificate = ClientCertificateMode.Optional, ClientCa = "ca.pem", ClientSubjectHeader = "X-Subject",
        }, web.Tls);
        Assert.Equal([IPNetwork.Parse("10.0.0.0/8")], web.ProxyProtocol!.TrustedPeers);
        Assert.Equal(TimeSpan.FromSeconds(1), web.ProxyProtocol.Timeout);
        Assert.Equal((null, false), (plain.Tls, plain.ProxyProtocol.Enabled));
        Assert.Equal(("X-Subject", null), (options.ForwardingOf(web).SubjectHeader, options.ForwardingOf(plain).SubjectHeader));
        // A backend does not know by which listener a client came.
        Assert.All(options.Listeners, listener => Assert.Equal(["X-Subject"], options.ForwardingOf(listener).ReservedHeaders));
        var (a, b) = (options.Pools.Single(p => p.Name == "a"), options.Pools.Single(p => p.Name == "b"));
        Assert.Equal((ProxyProtocolMode.V2, new BackendTls
        {
            Ca = "ca.pem", ServerName = "b.example", Certificate = new CertificateFiles("c.pem", "c.key"), Verify = false,
        }), (a.SendProxyProtocol, a.Tls));
        Assert.Equal((ProxyProtocolMode.Off, BackendTls.Default, "wss://b:8443"), (b.SendProxyProtocol, b.Tls, b.Backends[0].Id));
        Assert.Equal((true, false), (a.Http2, b.Http2));
        Assert.NotEqual(a, new BackendPool("a", a.Backends, a.Picker));
    }

    [Fact]
    public void The_akka_section_passes_untouched()
    {
        var result = ConfigurationLoader.Parse("akka { loglevel = DEBUG, x { any-key = 3 } }", "f", _ => null);
        Assert.Equal("DEBUG", result.Loaded!.Akka.GetString("akka.loglevel"));
        Assert.Equal(3, result.Loaded.Akka.GetInt("akka.x.any-key"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    [InlineData("actorproxy {}")]
    public void An_empty_text_is_all_defaults(string text) => Assert.Empty(Options(text).Listeners);

    [Fact]
    public void Routes_of_the_command_line_are_a_configuration()
    {
        var result = ConfigurationLoader.FromRoutes(["127.0.0.1:81", "[::1]:82", ":83"], ["/chat=ws://a:1,ws://b:2", "x.org/=ws://c"]);
        Assert.Empty(result.Problems);
        var options = result.Loaded!.Options;
        Assert.Equal(["127.0.0.1:81", "[::1]:82", "0.0.0.0:83"],
            options.Listeners.Select(l => new IPEndPoint(l.Address, l.Port).ToString()));
        Assert.Equal(["ws://a:1", "ws://b:2"], options.Routes.Match("any", "/chat/x")!.Pool.Backends.Select(b => b.Id));
        Assert.Equal("x.org/", options.Routes.Match("x.org", "/other")!.Id);
    }

    [Fact]
    public void Without_listen_it_is_port_8080() =>
        Assert.Equal(8080, Assert.Single(ConfigurationLoader.FromRoutes([], ["/=ws://a"]).Loaded!.Options.Listeners).Port);

    [Theory]
    [InlineData("8080", "/=ws://a", "command line: --listen 8080: the port, 0 to 65535, is missing; write HOST:PORT")]
    [InlineData("::1:80", "/=ws://a", "command line: --listen ::1:80: '::1' is no IP address; an IPv6 address "
        + "needs brackets, as in [::]:8080")]
    [InlineData("1:80", "/=ws://a", "command line: --listen 1:80: '1' is no IP address; an IPv6 address needs brackets, as in [::]:8080")]
    [InlineData(":80", "ws://a", "command line: --route ws://a: write [HOST]/PATH=ws://HOST:PORT, with more URLs after commas")]
    [InlineData(":80", "/=ftp://a", "command line: --route /=ftp://a: 'ftp://a': scheme 'ftp' is not supported; "
        + "use ws://, wss://, http:// or https://")]
    [InlineData(":80", "a..b/=ws://a", "command line: --route a..b/=ws://a: 'a..b' is no host name")]
    [InlineData(":80", "/=ws://a,ws://a", "command line: --route /=ws://a,ws://a: ws://a is in the list twice")]
    public void A_problem_of_the_command_line_names_the_argument(string listen, string route, string expected) =>
        Assert.Equal([expected], ConfigurationLoader.FromRoutes([listen], [route]).Problems.Select(p => p.ToString()));

    [Fact]
    public void Two_routes_of_one_place_on_the_command_line_are_refused() =>
        Assert.Equal("command line: --route /x/: host * and path /x are already taken by route '/x'",
            Assert.Single(ConfigurationLoader.FromRoutes([], ["/x=ws://a", "/x/=ws://b"]).Problems).ToString());

    private static ProxyOptions Options(string text)
    {
        var result = ConfigurationLoader.Parse(text, "f", _ => null);
        Assert.Empty(result.Problems);
        return result.Loaded!.Options;
    }
}
