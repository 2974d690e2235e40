using System.Net;
using ActorProxy.Node.Pbm;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Taps;
using ActorProxy.Shared.Text;
using Akka.Configuration.Hocon;

namespace ActorProxy.Node.Configuration;

/// <summary>Reads the <c>actorproxy</c> section. Ranges are those of the options' documentation.</summary>
internal static class OptionsReader
{
    private const int KiB = 1024;
    private const int MiB = 1024 * KiB;

    private static readonly ProxyOptions Defaults = new();

    public static ProxyOptions Read(HoconObject root, ProblemReport report)
    {
        var file = new HoconSection(root, "", report);
        // Akka checks its own section.
        file.Section("akka");
        var proxy = file.Section("actorproxy");
        var routing = RoutingReader.Read(proxy, report);
        var cluster = ClusterReader.ReadCluster(proxy.Section("cluster"));
        var options = new ProxyOptions
        {
            Transport = ReadTransport(proxy.Section("transport")),
            Listeners = [.. ListenersReader.Read(proxy)],
            Tls = ReadTls(proxy.Section("tls")),
            Handshake = ReadHandshake(proxy.Section("handshake")),
            Limits = ReadLimits(proxy.Section("limits")),
            Tunnel = ReadTunnel(proxy.Section("tunnel")),
            Http = ReadHttp(proxy.Section("http")),
            Forwarding = ReadForwarding(proxy.Section("forwarding"), report),
            Pools = routing.Pools,
            Routes = routing.Routes,
            AccessLog = ReadAccessLog(proxy.Section("access-log")),
            Log = ReadLog(proxy.Section("log")),
            Shutdown = ReadShutdown(proxy.Section("shutdown")),
            Cluster = cluster,
            Registry = ClusterReader.ReadRegistry(proxy.Section("registry"), cluster),
            Health = ClusterReader.ReadHealth(proxy.Section("health")),
            Pbm = PbmReader.Read(proxy.Section("pbm"), PbmAdapter.Exists),
            Admin = AdminReader.Read(proxy.Section("admin")),
            Metrics = TelemetryReader.ReadMetrics(proxy.Section("metrics")),
            Traces = TelemetryReader.ReadTraces(proxy.Section("traces")),
            Tap = ReadTap(proxy.Section("tap")),
        };
        proxy.Close();
        file.Close();
        return options;
    }

    private static TransportSettings ReadTransport(HoconSection section)
    {
        var settings = new TransportSettings
        {
            Kind = section.Choice("kind", Defaults.Transport.Kind),
            Loops = section.Number("loops", Defaults.Transport.Loops, 0, 1024),
            RelayBuffer = section.Size("relay-buffer", Defaults.Transport.RelayBuffer, 4 * KiB, MiB),
        };
        section.Close();
        return settings;
    }

    private static TlsOptions ReadTls(HoconSection section)
    {
        var options = new TlsOptions
        {
            ReloadInterval = section.Duration("reload-interval", Defaults.Tls.ReloadInterval, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
        };
        section.Close();
        return options;
    }

    private static HandshakeOptions ReadHandshake(HoconSection section)
    {
        var defaults = Defaults.Handshake;
        var options = new HandshakeOptions
        {
            HeadTimeout = section.Duration("head-timeout", defaults.HeadTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5)),
            MaxHeadSize = section.Size("max-head-size", defaults.MaxHeadSize, KiB, MiB),
            MaxHeaderCount = section.Number("max-header-count", defaults.MaxHeaderCount, 10, 1000),
            MaxTargetSize = section.Size("max-target-size", defaults.MaxTargetSize, 256, 64 * KiB),
            ConnectTimeout = section.Duration("connect-timeout", defaults.ConnectTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(5)),
            ResponseTimeout = section.Duration("response-timeout", defaults.ResponseTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(5)),
            Attempts = section.Number("attempts", defaults.Attempts, 1, 10),
        };
        section.Close();
        return options;
    }

    private static LimitOptions ReadLimits(HoconSection section)
    {
        var defaults = Defaults.Limits;
        var options = new LimitOptions
        {
            MaxConnections = section.Number("max-connections", defaults.MaxConnections, 0, 10_000_000),
            MaxConnectionsPerClient = section.Number("max-connections-per-client", defaults.MaxConnectionsPerClient, 0, 10_000_000),
            ClientPrefixIpv6 = section.Number("client-prefix-ipv6", defaults.ClientPrefixIpv6, 32, 128),
            ConnectionRate = section.Number("connection-rate", defaults.ConnectionRate, 0, 1_000_000),
            ConnectionBurst = section.Number("connection-burst", defaults.ConnectionBurst, 0, 1_000_000),
            BufferMemory = section.Size("buffer-memory", defaults.BufferMemory, 0, 1L << 40),
            WriteTimeout = section.Duration("write-timeout", defaults.WriteTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            OnExhaustion = section.Choice("on-exhaustion", defaults.OnExhaustion),
            RetryAfter = section.Duration("retry-after", defaults.RetryAfter, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
        };
        section.Close();
        return options;
    }

    private static TunnelOptions ReadTunnel(HoconSection section)
    {
        var defaults = Defaults.Tunnel;
        var options = new TunnelOptions
        {
            IdleTimeout = section.Duration("idle-timeout", defaults.IdleTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromDays(7)),
            Keepalive = section.Duration("keepalive", defaults.Keepalive, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1), zero: true),
            CloseTimeout = section.Duration("close-timeout", defaults.CloseTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
        };
        if (options.Keepalive.Ticks % TimeSpan.TicksPerSecond != 0)
            section.Problem("keepalive", "is not in whole seconds");
        section.Close();
        return options;
    }

    private static HttpOptions ReadHttp(HoconSection section)
    {
        var (defaults, second, hour) = (Defaults.Http, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        var options = new HttpOptions
        {
            Enabled = section.Flag("enabled", defaults.Enabled),
            KeepAliveTimeout = section.Duration("keep-alive-timeout", defaults.KeepAliveTimeout, second, hour),
            BackendKeepAliveTimeout = section.Duration("backend-keep-alive-timeout", defaults.BackendKeepAliveTimeout, second, hour),
            ActivityTimeout = section.Duration("activity-timeout", defaults.ActivityTimeout, second, TimeSpan.FromDays(7)),
            MaxBodySize = section.Size("max-body-size", defaults.MaxBodySize, 0, 1L << 40),
            Via = section.Flag("via", defaults.Via),
            ServerHeader = section.Flag("server-header", defaults.ServerHeader),
        };
        section.Close();
        return options;
    }

    private static ForwardingPolicy ReadForwarding(HoconSection section, ProblemReport report)
    {
        var defaults = ForwardingPolicy.Default;
        var policy = new ForwardingPolicy
        {
            XForwarded = section.Choice("x-forwarded", defaults.XForwarded),
            Forwarded = section.Choice("forwarded", defaults.Forwarded),
            TrustedPeers = ReadNetworks(section, "trusted-peers") ?? defaults.TrustedPeers,
            RequestIdHeader = section.Text("request-id-header") ?? defaults.RequestIdHeader,
        };
        foreach (var error in HeaderRules.NameErrors(policy.RequestIdHeader))
            report.Add(section.PathOf("request-id-header"), error.TrimEnd('.'));
        section.Close();
        return policy;
    }

    /// <summary>Networks in CIDR notation or single addresses; null where the key is missing.</summary>
    public static IReadOnlyList<IPNetwork>? ReadNetworks(HoconSection section, string key)
    {
        if (!section.Has(key))
            return null;
        var networks = new List<IPNetwork>();
        foreach (var (path, text) in section.List(key))
        {
            if (IPNetwork.TryParse(text, out var network))
                networks.Add(network);
            else if (AddressText.TryParse(text, out var address))
                networks.Add(new IPNetwork(address, address.GetAddressBytes().Length * 8));
            else
                section.ProblemAt(path, $"'{text}' is no network; write ADDRESS/BITS with no bits set beyond the prefix, as in 10.0.0.0/8");
        }
        return networks;
    }

    private static AccessLogOptions ReadAccessLog(HoconSection section)
    {
        var options = new AccessLogOptions { Enabled = section.Flag("enabled", Defaults.AccessLog.Enabled) };
        section.Close();
        return options;
    }

    private static LogOptions ReadLog(HoconSection section)
    {
        var options = new LogOptions
        {
            Level = section.Choice("level", Defaults.Log.Level),
            Format = section.Choice("format", Defaults.Log.Format),
        };
        section.Close();
        return options;
    }

    private static TapOptions ReadTap(HoconSection section)
    {
        var options = new TapOptions
        {
            Payload = section.Flag("payload", Defaults.Tap.Payload),
            MaxPayload = section.Size("max-payload", Defaults.Tap.MaxPayload, 0, TapDecoder.MaxPayload),
        };
        section.Close();
        return options;
    }

    private static ShutdownOptions ReadShutdown(HoconSection section)
    {
        var options = new ShutdownOptions
        {
            DrainGrace = section.Duration("drain-grace", Defaults.Shutdown.DrainGrace, TimeSpan.Zero, TimeSpan.FromHours(1)),
            DrainSpread = section.Duration("drain-spread", Defaults.Shutdown.DrainSpread, TimeSpan.Zero, TimeSpan.FromHours(1)),
        };
        if (options.DrainSpread > options.DrainGrace)
            section.Problem("drain-spread", "is longer than drain-grace, at whose end tunnels are cut");
        section.Close();
        return options;
    }
}
