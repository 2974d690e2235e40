using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Connections.Exchanges.Clients;

/// <summary>A client that speaks HTTP/2: each exchange has a stream of its own, which frames it.</summary>
internal sealed class Http2Client : ExchangeClient
{
    private readonly IRequestStream _stream;
    private readonly Exchange _exchange;

    public Http2Client(ExchangeConnection connection, IRequestStream stream, RequestHead head)
        : base(connection, stream.Channel)
    {
        _stream = stream;
        _exchange = new Exchange(this, head);
        stream.OnLost(() => Cut(TerminationReason.ClientLost));
    }

    /// <summary>Its id in the table of live connections.</summary>
    public string Entry => _exchange.Entry;

    public override bool IsHttp2 => true;

    public override HeaderFields Trailers => _stream.Trailers;

    public override string EntryOf(string id) => id;

    public override bool TryFrame(RequestHead head, out BodyFraming framing)
    {
        if (!BodyFraming.TryRead(head, out framing, out _))
            return false;
        if (!_stream.HasBody)
            framing = new BodyFraming(BodyKind.None);
        else if (framing.Kind != BodyKind.ContentLength)
            framing = new BodyFraming(BodyKind.UntilClose);
        return true;
    }

    public override ValueTask SendInterimAsync(ResponseHead head) => _stream.SendInterimAsync(head);

    public override ValueTask AnswerAsync(RequestHead request, ResponseHead head, byte[] body, bool persists)
    {
        // RFC 9113 section 8.2.2: what is of the connection has no place here.
        _stream.Begin(head with { Fields = HopByHop.Strip(head.Fields) }, flushes: false);
        _stream.WriteLast(body);
        return _stream.EndAsync();
    }

    public override ValueTask SendWholeAsync(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        _stream.WriteLast(body);
        return default;
    }

    public override ResponseStart Begin(RequestHead request, ResponseHead received, BodyFraming framing, HeaderFields fields,
        bool persists, bool isThere)
    {
        _stream.Begin(received with { Fields = fields }, flushes: !isThere && framing.Kind != BodyKind.None);
        return new ResponseStart(default, framing.Kind == BodyKind.Chunked ? BodyCoding.Content : BodyCoding.AsItCame, Persists: false);
    }

    public override ValueTask EndAsync(HeaderFields trailers)
    {
        _stream.SetTrailers(trailers);
        return _stream.EndAsync();
    }

    public override void OnSent(ExchangeAccounting accounting) => _stream.OnSent(accounting.Leave);

    public override void Cut(TerminationReason reason)
    {
        if (Exchange is not { } exchange)
            return; // it has been served to its end
        exchange.Cut(reason);
        _stream.Channel.Abort();
    }

    /// <summary>Serves its exchange to the end.</summary>
    public async Task ServeAsync()
    {
        await _exchange.ServeAsync();
        if (_exchange.Ended is null)
            _stream.Channel.Close();
    }
}
