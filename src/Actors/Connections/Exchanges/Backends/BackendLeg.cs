using ActorProxy.Actors.Connections.Exchanges.Clients;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Options;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Connections.Exchanges.Backends;

/// <summary>
/// The way of one request to a backend, and of its response back: a connection of HTTP/1.1, or a stream of HTTP/2. Used on the loop.
/// </summary>
internal abstract class BackendLeg(Channel channel, ExchangeLoop loop)
{
    protected Channel Channel => channel;

    protected ExchangeLoop Loop => loop;

    /// <summary>Where the response comes from.</summary>
    public ChannelInput Input { get; } = new(channel, loop);

    /// <summary>Where the request's body goes.</summary>
    public ChannelOutput Output { get; } = new(channel);

    /// <summary>
    /// Why the backend has no response where that is known better than by <see cref="Input"/>; null where it is not.
    /// </summary>
    public virtual UpstreamException? Failure => null;

    /// <summary>Whether the backend may have wanted the body by a 100 that nobody sees, and has not answered yet.</summary>
    public virtual bool HidesContinue => false;

    /// <summary>
    /// Whether the request may be sent again without asking, since the backend is not likely to have seen it: where nothing of a response
    /// has come.
    /// </summary>
    /// <param name="method">Of the request.</param>
    public abstract bool MayRepeat(string method);

    /// <summary>The trailers of a response behind which they come; null where they come in its body.</summary>
    public virtual Func<HeaderFields>? Trailers => null;

    /// <summary>How the body of a request goes to it.</summary>
    public abstract BodyCoding CodingOf(BodyFraming framing);

    /// <summary>Sends a request whose body is there.</summary>
    /// <exception cref="TransportException">The backend does not take it.</exception>
    public abstract ValueTask SendAsync(RequestHead head, ReadOnlySpan<byte> body);

    /// <summary>Begins a request whose body follows, by <see cref="Output"/>.</summary>
    /// <returns>What goes before the body, to be used at once; null where the backend does not want the body.</returns>
    public abstract ValueTask<ReadOnlyMemory<byte>?> BeginAsync(RequestHead head);

    /// <summary>All of the body was written.</summary>
    public abstract void EndRequest();

    /// <summary>The next head of the response. Incomplete: there is none.</summary>
    public abstract ValueTask<ParseResult<ResponseHead>> HeadAsync(HeadLimits limits);

    /// <summary>How the response's body ends.</summary>
    public abstract bool TryFrame(ResponseHead head, string method, out BodyFraming framing, out string? error);

    /// <summary>Whether the backend reads what is left of a request that it has begun to answer (RFC 9112 section 9.3).</summary>
    public abstract bool ReadsOn(ResponseHead head, BodyFraming framing);

    /// <summary>The response is complete.</summary>
    /// <param name="request">The client's.</param>
    /// <param name="framing">Of the response.</param>
    /// <param name="isSent">Whether all of the request was sent.</param>
    public abstract void Complete(ExchangeConnection client, RequestHead request, ResponseHead head, BodyFraming framing, bool isSent,
        ProxyOptions options);

    /// <summary>Ends it in the midst of an exchange.</summary>
    public abstract void Abort();
}
