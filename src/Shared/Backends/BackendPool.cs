using System.Net;
using ActorProxy.Shared.Backends.Health;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Policies.Stickiness;
using ActorProxy.Shared.Settings;
using ActorProxy.Shared.Text;

namespace ActorProxy.Shared.Backends;

/// <summary>Backends that serve the same thing, and how one is chosen.</summary>
[ShortForm("name")]
public sealed record BackendPool : ISettingsCheck
{
    private Derived<PickIndex> _index;

    public BackendPool()
    {
    }

    /// <exception cref="ArgumentException">Two backends have the same id, or a weight is not 1 to 100.</exception>
    public BackendPool(string name, IEnumerable<Backend> backends, PickerKind picker)
    {
        (Name, Backends, Picker) = (name, [.. backends], picker);
        if (Twice(Backends).FirstOrDefault() is { Id: { } twice })
            throw new ArgumentException($"Pool '{name}' has backend '{twice}' twice.", nameof(backends));
        if (Backends.FirstOrDefault(backend => backend.Weight is < 1 or > Backend.MaxWeight) is { } wrong)
            throw new ArgumentException($"Backend '{wrong.Id}' has weight {wrong.Weight}; allowed is 1 to {Backend.MaxWeight}.",
                nameof(backends));
    }

    [SectionName]
    public string Name
    {
        get;
        init => (field, _index) = (value, default);
    } = "";

    [Setting("How a backend is chosen: round-robin, least-connections, power-of-two-choices, client-ip-hash, hash, "
        + "peak-ewma or random.")]
    public PickerKind Picker
    {
        get;
        init => (field, _index) = (value, default);
    }

    [Setting("What of a request leads it to the same backend as others, with picker = hash: client, header:NAME, cookie:NAME, query:NAME, "
        + "or path:N for the N-th segment of the path. A request without it goes by its client's address.")]
    public HashKey HashKey { get; init; } = HashKey.Client;

    [Setting("How many times its share of the connections a backend may have before hash and client-ip-hash pass it over: 1.25 is a usual "
        + "bound. Below 1 there is none."), Between("0", "100")]
    public double HashLoadBound { get; init; }

    /// <summary>Whether it has backends that stand for endpoints which come and go.</summary>
    public bool HasFound => Backends.Any(backend => backend.IsFound);

    [Setting("URLs (ws:// or http://, with TLS wss:// or https://), or objects with url, weight (1 to 100), id, addresses "
        + "(first, all, srv, endpoint-slices or file:PATH: where its endpoints come from), priority (0 first) and zone. Required.",
        Example = "[\"ws://127.0.0.1:9000\", { url = \"ws://10.0.0.2:9000\", weight = 2 }]")]
    public ValueList<Backend> Backends
    {
        get;
        init => (field, _index) = (value, default);
    } = [];

    [Setting("For wss:// backends.", Tunnels = true)]
    public BackendTls Tls { get; init; } = BackendTls.Default;

    [Setting("The PROXY header that backends get before anything else: off, v1 or v2. With one, no connection serves two "
        + "clients, also of plain requests.",
        Tunnels = true)]
    public ProxyProtocolMode SendProxyProtocol { get; init; }

    [Setting("The Host that backends get: client for the client's own, backend for that of their URL, as public services want, or auto: "
        + "backend for names behind wss://, whose certificate is asked for by the same name, and client else.")]
    public HostHeader HostHeader
    {
        get;
        init => (field, _index) = (value, default);
    }

    [Setting("How plain requests reach the backends: 1.1 or 2. 2 is agreed on in the TLS handshake, or known to be spoken "
        + "where there is none.")]
    public BackendHttpVersion HttpVersion { get; init; }

    [Setting("How WebSockets reach the backends: 1.1, each on a connection of its own, or 2, as streams of shared ones (RFC 8441). 2 is "
        + "agreed on in the TLS handshake, or known to be spoken where there is none; a backend that takes no WebSockets so is asked by "
        + "1.1, and by 2 again after ten minutes. Not with send-proxy-protocol.", Key = "websocket-http-version")]
    public BackendHttpVersion WebSocketHttpVersion { get; init; }

    [Setting("The node's own addresses to connect from, all alike; without any, the kernel's choice. Of one address a default kernel has "
        + "28,232 ports for each address and port of a backend.", Example = "[10.0.0.5, 10.0.0.6]", Tunnels = true)]
    public ValueList<IPAddress> SourceAddresses { get; init; } = [];

    [Setting("Connections that each backend may have at a time, attempts under way and requests in flight included."),
        Between(0, 10_000_000, Zero = "no limit")]
    public int MaxConnectionsPerBackend { get; init; }

    [Setting("When a backend that fails its clients gets none for a while.")]
    public EjectionRules Ejection { get; init; } = new();

    [Setting("What each node asks the backends, beside what it sees of its clients' requests; without the section, nothing.")]
    public HealthCheck? HealthCheck { get; init; }

    [Setting("Time over which a backend that is back gets its full share."), Between("0s", "1h", Zero = "at once")]
    public TimeSpan SlowStart { get; init; } = TimeSpan.FromSeconds(10);

    [Setting("Share of the backends that is to be left by ejections; where fewer are, all of them get clients."), Between("0", "1")]
    public double PanicBelow { get; init; } = 0.2;

    [Setting("Whether backends of the node's own zone go before others of their priority, which get clients where none of those is up or "
        + "has a place left.")]
    public bool PreferZone { get; init; }

    [Setting("Upgrades and requests that may wait for an answer of the backends at a time; further ones are answered 503."),
        Between(0, 10_000_000, Zero = "no limit")]
    public int MaxWaiting { get; init; }

    [Setting("Where upgrades and requests wait for a backend, instead of being answered 503 at once.")]
    public QueueRules Queue { get; init; } = new();

    [Setting("Share of the pool's connections that may be further attempts at a time, so that a pool which fails is not asked for several "
        + "times as much; ten may be in any case."), Between("0", "1")]
    public double RetryBudget { get; init; } = 0.2;

    [Setting("A session cookie that leads a client back to the backend it had; without the section, none. Its value is a hash. A "
        + "route's own goes before it.", Key = "sticky-cookie")]
    public StickyCookie? Sticky
    {
        get;
        init => (field, _index) = (value, default);
    }

    /// <summary>Whether a backend gets the host of its URL, and not that of the client.</summary>
    public bool SendsOwnHost(Backend backend) => HostHeader switch
    {
        HostHeader.Backend => true,
        HostHeader.Client => false,
        _ => backend.Address is { Tls: true, Literal: null },
    };

    /// <summary>Whether any of its backends does.</summary>
    public bool HasOwnHosts => Index.HasOwnHosts;

    /// <summary>Whether plain requests go to the backends by HTTP/2.</summary>
    public bool Http2 => HttpVersion == BackendHttpVersion.Http2;

    /// <summary>Whether WebSockets go to the backends by HTTP/2.</summary>
    public bool WebSocketHttp2 => WebSocketHttpVersion == BackendHttpVersion.Http2;

    /// <summary>What the pool says for all routes that have it.</summary>
    internal PolicySet Policies => Sticky is null ? PolicySet.Empty : Index.Policies(Sticky);

    /// <summary>What the cookies of the backends say.</summary>
    public StickyValues StickyValues => Index.Sticky(this);

    /// <summary>The backends as they are picked, all of them available.</summary>
    public PickSet Picks => Index.Picks(this);

    private PickIndex Index => _index.Of(this, static pool => new PickIndex(pool));

    public void Check(SettingsCheck check)
    {
        if (check.IsEmpty("backends"))
            check.Problem("backends", "the list is empty");
        CheckTwice(Backends, check);
        if (WebSocketHttp2 && SendProxyProtocol != ProxyProtocolMode.Off)
            check.Problem("websocket-http-version", "2 has the WebSockets of many clients on one connection, and a header of "
                + "send-proxy-protocol tells of one client; use 1.1, or turn send-proxy-protocol off");
    }

    /// <summary>Each backend of a list is there once.</summary>
    internal static void CheckTwice(ValueList<Backend> backends, SettingsCheck check)
    {
        foreach (var (index, id) in Twice(backends))
            check.ItemProblem("backends", index, $"{id} is in the list twice; use a weight to give it more");
    }

    public override string ToString() => $"{Name} ({Units.Keyword(Picker)}: {string.Join(", ", Backends.Select(backend => backend.Id))})";

    /// <summary>The backends that have the id of one before them.</summary>
    private static IEnumerable<(int Index, string Id)> Twice(ValueList<Backend> backends) =>
        SettingsCheck.Repeated(backends.Select(backend => backend.Id));

    /// <summary>What picks and cookies look up; made when it is first asked for.</summary>
    private sealed class PickIndex(BackendPool of)
    {
        private PickSet? _picks;
        private StickyValues? _sticky;
        private PolicySet? _policies;

        public bool HasOwnHosts { get; } = of.Backends.Any(of.SendsOwnHost);

        public PickSet Picks(BackendPool pool) => _picks ??= new PickSet(pool.Picker,
            [.. pool.Backends.Select(backend => backend.Weight)], [.. pool.Backends.Select(backend => backend.Id)]);

        public PolicySet Policies(StickyCookie sticky) => _policies ??= [sticky];

        public StickyValues Sticky(BackendPool pool) =>
            _sticky ??= new StickyValues(pool.Name, [.. pool.Backends.Select(backend => backend.Id)]);
    }
}

/// <summary>Which host backends are told that a request is for.</summary>
public enum HostHeader
{
    /// <summary>That of the URL for names behind TLS, else the client's.</summary>
    Auto,
    Client,
    Backend,
}

/// <summary>How requests reach backends.</summary>
public enum BackendHttpVersion
{
    [Keyword("1.1")]
    Http11,
    [Keyword("2")]
    Http2,
}

/// <summary>Whether a pool's backends get a PROXY header, and of which version.</summary>
public enum ProxyProtocolMode
{
    Off,
    /// <summary>The line of text.</summary>
    V1,
    /// <summary>Binary.</summary>
    V2,
}
