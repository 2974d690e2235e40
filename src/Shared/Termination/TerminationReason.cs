namespace ActorProxy.Shared.Termination;

/// <summary>
/// Why a connection or a request ended: the one closed vocabulary that code, log, metrics, operator surface and tests use.
/// What a reason means to the peers (HTTP status, Close code) is in <see cref="TerminationReasons"/>.
/// </summary>
public enum TerminationReason
{
    // Before the 101, or the response to any other request: the client is answered with an HTTP status.

    /// <summary>
    /// The client spoke no TLS, or none that the listener speaks, or has no certificate that it believes. No answer can be given.
    /// </summary>
    TlsHandshakeFailed,
    /// <summary>
    /// The listener asks for a PROXY header, and the peer is not trusted with it or sent no valid one. No answer is given.
    /// </summary>
    BadProxyHeader,
    /// <summary>The request breaks RFC 9112, RFC 9110 or RFC 6455.</summary>
    BadRequest,
    /// <summary>The request head did not arrive within its deadline.</summary>
    RequestTimeout,
    /// <summary>TRACE or CONNECT, which are not forwarded.</summary>
    MethodNotAllowed,
    /// <summary>The request body is longer than the limit.</summary>
    BodyTooLarge,
    /// <summary>The request target is longer than the limit.</summary>
    TargetTooLong,
    /// <summary>The request head has more bytes or fields than the limits allow.</summary>
    HeadTooLarge,
    /// <summary>Not a WebSocket upgrade, or one of another version than 13.</summary>
    UpgradeRequired,
    /// <summary>No route matches host and path.</summary>
    NoRoute,
    /// <summary>A policy that waits for something has not let the request pass within its deadline.</summary>
    PolicyTimeout,
    /// <summary>The route's pool has no backend that may be tried.</summary>
    NoBackend,
    /// <summary>The backend's name has no address.</summary>
    BackendUnresolved,
    /// <summary>The backend refused the TCP connection, or no way leads there.</summary>
    BackendRefused,
    /// <summary>The backend's TCP connection was not established within its deadline.</summary>
    BackendConnectTimeout,
    /// <summary>The backend spoke no TLS, has no certificate that is believed, or did not believe ours.</summary>
    BackendTlsFailed,
    /// <summary>The backend closed or reset the connection before its response head was complete.</summary>
    BackendReset,
    /// <summary>The backend's response head did not arrive within its deadline.</summary>
    BackendTimeout,
    /// <summary>The backend's answer to the upgrade breaks RFC 6455 section 4.2.2, or is no HTTP.</summary>
    BackendBadHandshake,
    /// <summary>The backend answered 502, 503 or 504, and another one was tried.</summary>
    BackendUnavailable,
    /// <summary>The backend answered the upgrade with an ordinary response, which was relayed.</summary>
    BackendDeclined,
    /// <summary>The route answered by itself, as it is configured to.</summary>
    Responded,
    /// <summary>No file descriptor, port or memory was left for the connection.</summary>
    ResourcesExhausted,
    /// <summary>The node has as many client connections as it may.</summary>
    ConnectionLimit,
    /// <summary>More new connections in a short time than the node may take.</summary>
    RateLimit,
    /// <summary>The client's address has as many connections as one may.</summary>
    ClientLimit,
    /// <summary>The route has as many connections as it may.</summary>
    RouteLimit,
    /// <summary>Every backend that might be tried has as many connections as one may.</summary>
    BackendLimit,

    // At any time.

    /// <summary>The client's TCP connection ended without the closing handshake.</summary>
    ClientLost,
    /// <summary>The node is stopping.</summary>
    NodeShutdown,
    /// <summary>The listener by which the client came is removed.</summary>
    ListenerRemoved,
    /// <summary>A fault of our own.</summary>
    InternalError,

    /// <summary>A peer took none of the bytes that waited for it for the write time-out.</summary>
    WriteTimeout,
    /// <summary>A peer did not read what was kept for it, and all connections together hold as much as they may.</summary>
    BufferLimit,

    // An HTTP request that is no upgrade.

    /// <summary>The backend's response was relayed to its end.</summary>
    Completed,

    // After the 101: the peers are told with a Close frame.

    /// <summary>The peers closed it among themselves (RFC 6455 section 7).</summary>
    Closed,
    /// <summary>The backend's TCP connection ended without the closing handshake, or in the middle of a response.</summary>
    BackendLost,
    /// <summary>No byte passed in either direction for the idle time-out.</summary>
    IdleTimeout,
    /// <summary>Its route changed or is gone, and wants its tunnels closed then.</summary>
    RouteChanged,
    /// <summary>An operator closed it.</summary>
    OperatorClose,
    /// <summary>A message filter of the route closed it.</summary>
    FilterClose,
    /// <summary>A message exceeds the route's size limit.</summary>
    MessageTooBig,
    /// <summary>A peer broke the framing rules on a route that reads messages (RFC 6455 section 5).</summary>
    ProtocolError,
    /// <summary>A text message is no UTF-8 on a route that reads messages (RFC 6455 section 8.1).</summary>
    InvalidPayload,
}
