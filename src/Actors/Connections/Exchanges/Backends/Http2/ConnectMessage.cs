using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Http;

namespace ActorProxy.Actors.Connections.Exchanges.Backends.Http2;

/// <summary>An extended CONNECT (RFC 8441 section 4), as .NET's client has it.</summary>
/// <remarks>
/// To that client it is one only until its head is written, and then a request with content. Of an extended CONNECT it can end neither
/// direction alone, and its END_STREAM on a stream that the backend has reset ends the whole connection at some backends (Kestrel).
/// </remarks>
internal sealed class ConnectMessage : HttpRequestMessage
{
    /// <summary>A field that each has once.</summary>
    private const string Once = "Sec-WebSocket-Version";

    private readonly Action _connected;
    private bool _isWritten;

    /// <param name="content">What the WebSocket sends.</param>
    /// <param name="connected">Called once, on any thread, when the request has got its connection.</param>
    /// <exception cref="InvalidOperationException">The Host field is none to the client.</exception>
    public ConnectMessage(StreamEndpoint endpoint, RequestHead head, RequestContent content, Action connected)
        : base(HttpMethod.Connect, RequestMessage.UriOf(endpoint.Address, head.Target))
    {
        (Endpoint, Content, _connected) = (endpoint, content, connected);
        Version = System.Net.HttpVersion.Version20;
        VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        Headers.Protocol = "websocket";
        // What the client counts as the content's, as Content-Type, it does not take: frames have none.
        foreach (var field in head.Fields)
            Headers.TryAddWithoutValidation(field.Name, field.Value);
        // Where the client cannot read it, it sends one of its own beside it.
        if (Headers.Host is null)
            throw new InvalidOperationException("The Host field is none to the client library.");
    }

    public StreamEndpoint Endpoint { get; }

    /// <summary>Whether the client would have sent it again, as what the backend has not processed: another one may go.</summary>
    public bool IsSpent { get; private set; }

    /// <summary>The client writes this field, the pseudo-header before all others.</summary>
    /// <exception cref="IOException">It would be sent again, and as another request: it is <see cref="IsSpent"/>.</exception>
    public void OnField(string name)
    {
        if (name == ":protocol")
        {
            Headers.Protocol = null;
            _connected();
        }
        else if (name.Equals(Once, StringComparison.OrdinalIgnoreCase))
        {
            IsSpent = _isWritten;
            _isWritten = true;
            if (IsSpent)
                throw new IOException("An extended CONNECT is sent once.");
        }
    }
}
