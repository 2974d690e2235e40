
namespace ActorProxy.Shared.Termination;

/// <summary>
/// Why a connection or a request ended: the one closed vocabulary that code, log, metrics, operator surface and tests use. A reason is
/// declared here alone, with what it means to the peers and to an operator; <see cref="TerminationReasons"/> reads that.
/// </summary>
public enum TerminationReason
{
    // Before the 101, or the response to any other request: the client is answered with an HTTP status.

    /// <summary>
    /// The client spoke no TLS, or none that the listener speaks, or has no certificate that it believes. No answer can be given.
    /// </summary>
    [Reason(TerminationSource.Client)]
    TlsHandshakeFailed,

    /// <summary>
    /// The listener asks for a PROXY header, and the peer is not trusted with it or sent no valid one. No answer is given.
    /// </summary>
    [Reason(TerminationSource.Client)]
    BadProxyHeader,

    /// <summary>The request breaks RFC 9112, RFC 9110 or RFC 6455.</summary>
    [Reason(TerminationSource.Client, Status = 400, Text = "the request is malformed.")]
    BadRequest,

    /// <summary>The request is of another version of HTTP than 1.1 and 1.0 (RFC 9110 section 15.6.6).</summary>
    [Reason(TerminationSource.Client, Status = 505, Text = "HTTP/1.1 is spoken here.")]
    VersionNotSupported,

    /// <summary>The request head did not arrive within its deadline.</summary>
    [Reason(TerminationSource.Client, Status = 408, Text = "the request did not arrive in time.")]
    RequestTimeout,

    /// <summary>TRACE or CONNECT, which are not forwarded (RFC 9110 section 15.5.6).</summary>
    [Reason(TerminationSource.Client, Status = 405, Text = "this method is not served.",
        Fields = ["Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"])]
    MethodNotAllowed,

    /// <summary>The request body is longer than the limit.</summary>
    [Reason(TerminationSource.Client, Status = 413, Text = "the request body is too long.")]
    BodyTooLarge,

    /// <summary>The request target is longer than the limit.</summary>
    [Reason(TerminationSource.Client, Status = 414, Text = "the request target is too long.")]
    TargetTooLong,

    /// <summary>The request head has more bytes or fields than the limits allow.</summary>
    [Reason(TerminationSource.Client, Status = 431, Text = "the request has too many or too long header fields.")]
    HeadTooLarge,

    /// <summary>Not a WebSocket upgrade, or one of another version than 13 (RFC 9110 section 15.5.22, RFC 6455 section 4.4).</summary>
    [Reason(TerminationSource.Client, Status = 426, Text = "this address speaks WebSocket, version 13.",
        Fields = ["Upgrade: websocket", "Sec-WebSocket-Version: 13"])]
    UpgradeRequired,

    /// <summary>No route matches host and path.</summary>
    [Reason(TerminationSource.Client, Status = 404, Text = "nothing is served at this host and path.")]
    NoRoute,

    /// <summary>A policy that waits for something has not let the request pass within its deadline.</summary>
    [Reason(TerminationSource.Proxy, Status = 503, Text = "the proxy could not check the request in time.")]
    PolicyTimeout,

    /// <summary>The route's pool has no backend that may be tried, or had none as long as the request waited for one.</summary>
    [Reason(TerminationSource.Proxy, Status = 503, RetryAfter = true, Text = "no backend is available.")]
    NoBackend,

    /// <summary>The backend's name has no address.</summary>
    [Reason(TerminationSource.Backend, Status = 502, Text = "the backend was not found.")]
    BackendUnresolved,

    /// <summary>The backend refused the TCP connection, or no way leads there.</summary>
    [Reason(TerminationSource.Backend, Status = 502, Text = "the backend refused the connection.")]
    BackendRefused,

    /// <summary>The backend's TCP connection was not established within its deadline.</summary>
    [Reason(TerminationSource.Backend, Status = 504, Text = "the backend did not answer in time.")]
    BackendConnectTimeout,

    /// <summary>The backend spoke no TLS, has no certificate that is believed, or did not believe ours.</summary>
    [Reason(TerminationSource.Backend, Status = 502, Text = "no secure connection to the backend.")]
    BackendTlsFailed,

    /// <summary>The backend closed or reset the connection before its response head was complete.</summary>
    [Reason(TerminationSource.Backend, Status = 502, Text = "the backend closed the connection.")]
    BackendReset,

    /// <summary>The backend's response head did not arrive within its deadline.</summary>
    [Reason(TerminationSource.Backend, Status = 504, Text = "the backend did not answer in time.")]
    BackendTimeout,

    /// <summary>The backend's answer to the upgrade breaks RFC 6455 section 4.2.2, or is no HTTP.</summary>
    [Reason(TerminationSource.Backend, Status = 502, Text = "the backend's answer was invalid.")]
    BackendBadHandshake,

    /// <summary>The backend answered 502, 503 or 504, and another one was tried.</summary>
    [Reason(TerminationSource.Backend, Status = 502)]
    BackendUnavailable,

    /// <summary>The backend answered the upgrade with an ordinary response, which was relayed.</summary>
    [Reason(TerminationSource.Backend, IsOrdinary = true)]
    BackendDeclined,

    /// <summary>The route answered by itself, as it is configured to.</summary>
    [Reason(TerminationSource.Proxy, IsOrdinary = true)]
    Responded,

    /// <summary>No file descriptor or memory was left for the connection.</summary>
    [Reason(TerminationSource.Proxy, Status = 503, Text = "the proxy is overloaded.")]
    ResourcesExhausted,

    /// <summary>No port of the node was left to connect from to the backend's address; another backend's has its own.</summary>
    [Reason(TerminationSource.Proxy, Status = 503, Text = "the proxy is overloaded.")]
    PortsExhausted,

    /// <summary>The node has as many client connections as it may.</summary>
    [Reason(TerminationSource.Proxy, Status = 503, IsLimit = true, Text = "the proxy has too many connections; come again later.")]
    ConnectionLimit,

    /// <summary>More new connections in a short time than the node may take.</summary>
    [Reason(TerminationSource.Proxy, Status = 503, IsLimit = true, Text = "the proxy has too many connections; come again later.")]
    RateLimit,

    /// <summary>The client's address has as many connections as one may.</summary>
    [Reason(TerminationSource.Client, Status = 429, IsLimit = true, Text = "this client has too many connections.")]
    ClientLimit,

    /// <summary>The route has as many connections as it may.</summary>
    [Reason(TerminationSource.Proxy, Status = 503, IsLimit = true, Text = "this address has too many connections; come again later.")]
    RouteLimit,

    /// <summary>
    /// Every backend that might be tried has as many connections as one may, now or as long as the request waited, or the pool as many
    /// waiting requests.
    /// </summary>
    [Reason(TerminationSource.Proxy, Status = 503, IsLimit = true, Text = "all backends are busy; come again later.")]
    BackendLimit,

    // At any time.

    /// <summary>The client's TCP connection ended without the closing handshake.</summary>
    [Reason(TerminationSource.Client)]
    ClientLost,

    /// <summary>The node is stopping.</summary>
    [Reason(TerminationSource.Proxy, Status = 503, CloseCode = 1001, IsOrdinary = true, Text = "the proxy is stopping.")]
    NodeShutdown,

    /// <summary>The listener by which the client came is removed.</summary>
    [Reason(TerminationSource.Proxy, Status = 503, CloseCode = 1001, IsOrdinary = true, Text = "the proxy serves this address no more.")]
    ListenerRemoved,

    /// <summary>A fault of our own.</summary>
    [Reason(TerminationSource.Proxy, Status = 500, CloseCode = 1011)]
    InternalError,

    /// <summary>A peer took none of the bytes that waited for it for the write time-out.</summary>
    [Reason(TerminationSource.Client, Status = 504, CloseCode = 1014)]
    WriteTimeout,

    /// <summary>A peer did not read what was kept for it, and all connections together hold as much as they may.</summary>
    [Reason(TerminationSource.Proxy, CloseCode = 1013)]
    BufferLimit,

    // An HTTP request that is no upgrade.

    /// <summary>The backend's response was relayed to its end.</summary>
    [Reason(TerminationSource.Backend, IsOrdinary = true)]
    Completed,

    // After the 101: the peers are told with a Close frame.

    /// <summary>The peers closed it among themselves (RFC 6455 section 7).</summary>
    [Reason(TerminationSource.Client, IsOrdinary = true)]
    Closed,

    /// <summary>The backend's TCP connection ended without the closing handshake, or in the middle of a response.</summary>
    [Reason(TerminationSource.Backend, CloseCode = 1014)]
    BackendLost,

    /// <summary>No byte passed in either direction for the idle time-out.</summary>
    [Reason(TerminationSource.Proxy, CloseCode = 1001, IsOrdinary = true)]
    IdleTimeout,

    /// <summary>Its route changed or is gone, and wants its tunnels closed then.</summary>
    [Reason(TerminationSource.Proxy, Status = 503, CloseCode = 1012, IsOrdinary = true)]
    RouteChanged,

    /// <summary>An operator closed it.</summary>
    [Reason(TerminationSource.Proxy, CloseCode = 1008, IsOrdinary = true)]
    OperatorClose,

    /// <summary>A message filter of the route closed it.</summary>
    [Reason(TerminationSource.Proxy, CloseCode = 1008, IsOrdinary = true)]
    FilterClose,

    /// <summary>A message exceeds the route's size limit.</summary>
    [Reason(TerminationSource.Client, CloseCode = 1009)]
    MessageTooBig,

    /// <summary>A peer broke the framing rules on a route that reads messages (RFC 6455 section 5).</summary>
    [Reason(TerminationSource.Client, CloseCode = 1002)]
    ProtocolError,

    /// <summary>A text message is no UTF-8 on a route that reads messages (RFC 6455 section 8.1).</summary>
    [Reason(TerminationSource.Client, CloseCode = 1007)]
    InvalidPayload,
}
