using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Connections.Exchanges.Clients;

/// <summary>An exchange's client as the exchange sees it: its connection of HTTP/1.1, or its stream of HTTP/2. Used on the loop.</summary>
internal abstract class ExchangeClient
{
    protected ExchangeClient(ExchangeConnection connection, Channel channel)
    {
        (Connection, Channel) = (connection, channel);
        Input = new ChannelInput(channel, connection.Loop);
        Output = new ChannelOutput(channel);
        ReadEnded = () => Exchange?.OnClientRead();
        Moved = () => Exchange?.Touch();
    }

    public ExchangeConnection Connection { get; }

    public Channel Channel { get; }

    /// <summary>The present one; null between two.</summary>
    public Exchange? Exchange { get; set; }

    /// <summary>Where the request's body comes from.</summary>
    public ChannelInput Input { get; }

    /// <summary>Where the response's body goes.</summary>
    public ChannelOutput Output { get; }

    /// <summary>Of the present attempt.</summary>
    public Deadline Deadline => field ??= Channel.Loop.CreateDeadline(() => Exchange?.OnDeadline());

    /// <summary>Tells the exchange that a read has ended which nobody waits for.</summary>
    public Action ReadEnded { get; }

    /// <summary>Tells the exchange that bytes have passed.</summary>
    public Action Moved { get; }

    public abstract bool IsHttp2 { get; }

    /// <summary>By which version a request has come.</summary>
    public ProtocolVersion VersionOf(RequestHead head) =>
        IsHttp2 ? ProtocolVersion.Http20 : head.IsHttp10 ? ProtocolVersion.Http10 : ProtocolVersion.Http11;

    /// <summary>Id of the exchange in the table of live connections.</summary>
    /// <param name="id">The request's.</param>
    public abstract string EntryOf(string id);

    /// <summary>How the request's body ends. False: nobody knows.</summary>
    public abstract bool TryFrame(RequestHead head, out BodyFraming framing);

    /// <summary>The trailers of a request whose body had no length; there when it has come.</summary>
    public abstract HeaderFields Trailers { get; }

    /// <summary>Sends an interim response.</summary>
    /// <exception cref="TransportException">The client does not take it.</exception>
    public abstract ValueTask SendInterimAsync(ResponseHead head);

    /// <summary>Sends an answer of the proxy.</summary>
    /// <param name="persists">Whether the client's connection goes on, where that is the answer's to say.</param>
    /// <exception cref="TransportException">The client does not take it.</exception>
    public abstract ValueTask AnswerAsync(RequestHead request, ResponseHead head, byte[] body, bool persists);

    /// <summary>Begins to relay a backend's response.</summary>
    /// <param name="framing">Of its body as it comes.</param>
    /// <param name="fields">Those of <see cref="HttpForwarding.Response"/>, as the client is to see them.</param>
    /// <param name="persists">Whether the proxy and the client want the connection to go on.</param>
    /// <param name="isThere">Whether some of the body is there already, or its end.</param>
    /// <exception cref="TransportException">The client does not take it.</exception>
    public abstract ResponseStart Begin(RequestHead request, ResponseHead received, BodyFraming framing, HeaderFields fields,
        bool persists, bool isThere);

    /// <summary>Sends a response that has begun, and all of which is there, in one piece.</summary>
    /// <param name="head">As of <see cref="Begin"/>.</param>
    /// <exception cref="TransportException">The client does not take it.</exception>
    public virtual ValueTask SendWholeAsync(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body) => Output.WriteAsync(head, body);

    /// <summary>The response's content was written: sends what is left.</summary>
    /// <exception cref="TransportException">The client does not take it.</exception>
    public abstract ValueTask EndAsync(HeaderFields trailers);

    /// <summary>Has the exchange leave when the last byte of the response has been sent, or never will be: on any thread.</summary>
    public abstract void OnSent(ExchangeAccounting accounting);

    /// <summary>Cuts it: what it got so far must not look complete.</summary>
    public abstract void Cut(TerminationReason reason);
}

/// <summary>How a response's body goes to its client.</summary>
/// <param name="Head">What goes before it, to be used at once.</param>
/// <param name="Persists">Whether the client's connection goes on behind it.</param>
internal readonly record struct ResponseStart(ReadOnlyMemory<byte> Head, BodyCoding Coding, bool Persists);
