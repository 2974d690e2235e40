using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Options;

/// <summary>Requests that are no WebSocket upgrade.</summary>
public sealed record HttpOptions
{
    [Setting("Off: they are answered with 426.")]
    public bool Enabled { get; init; } = true;

    [Setting("How long a client's connection may wait for its next request."), Between("1s", "1h")]
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(60);

    [Setting("How long a connection to a backend is kept for the next request."), Between("1s", "1h")]
    public TimeSpan BackendKeepAliveTimeout { get; init; } = TimeSpan.FromSeconds(60);

    [Setting("Connections that wait for the next request, at most 64 while sockets are scarce, of each backend and event loop."),
        Between(0, 100_000, Zero = "none is kept")]
    public int BackendIdleConnections { get; init; } = 256;

    [Setting("How long a connection to a backend is used for further requests."), Between("1s", "7d", Zero = "no limit")]
    public TimeSpan BackendConnectionLifetime { get; init; } = TimeSpan.FromHours(1);

    // Most clients that end their direction are gone, and a hub waits to hear of that: a browser that leaves an event stream looks so.
    [Setting("How long a client that sends no more, but may still read, is answered while no byte passes."),
        Between("1s", "1h", Zero = "not at all")]
    public TimeSpan HalfCloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    [Setting("A request through which no byte passes in either direction is ended after: {range}. Also for a "
        + "backend's response head, which "
        + "SignalR's long polling keeps back for 90s where there is no news."), Between("1s", "7d")]
    public TimeSpan ActivityTimeout { get; init; } = TimeSpan.FromSeconds(100);

    [Setting("A request body: {range}. Bodies are passed on as they come and never held."), Between("0B", "1024GiB", Zero = "no limit")]
    public long MaxBodySize { get; init; }

    [Setting("Paths with dot segments ('.' and '..', also percent-encoded), of upgrades as well: refuse answers them 400, resolve "
        + "looks for the route of what they resolve to and passes them on as they came. What servers resolve differently is refused "
        + "in any case.")]
    public DotSegments DotSegments { get; init; }

    [Setting("Add Via to requests and responses (RFC 9110 section 7.6.3).")]
    public bool Via { get; init; }

    [Setting("Add Server: ActorProxy to responses of backends that have no Server.")]
    public bool ServerHeader { get; init; }
}
