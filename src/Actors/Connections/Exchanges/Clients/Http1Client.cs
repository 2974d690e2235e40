using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Connections.Exchanges.Clients;

/// <summary>A client that speaks HTTP/1.1 or HTTP/1.0: one exchange after another, each framed on the connection itself.</summary>
/// <param name="cut">Cuts the connection.</param>
internal sealed class Http1Client(ExchangeConnection connection, Action<TerminationReason> cut)
    : ExchangeClient(connection, connection.Given.Client)
{
    public override bool IsHttp2 => false;

    /// <summary>They come in the body.</summary>
    public override HeaderFields Trailers => HeaderFields.Empty;

    public override string EntryOf(string id) => Connection.Given.Id;

    public override bool TryFrame(RequestHead head, out BodyFraming framing) => BodyFraming.TryRead(head, out framing, out _);

    public override ValueTask SendInterimAsync(ResponseHead head) => Output.WriteAsync(Connection.Loop.Bytes(head).Span);

    public override ValueTask AnswerAsync(RequestHead request, ResponseHead head, byte[] body, bool persists)
    {
        var fields = ConnectionFields.Add(head.Fields, request.IsHttp10, persists, Connection.Given.Proxy.Date);
        return Output.WriteAsync(Connection.Loop.Bytes(head with { Fields = fields }, body).Span);
    }

    public override ResponseStart Begin(RequestHead request, ResponseHead received, BodyFraming framing, HeaderFields fields,
        bool persists, bool isThere)
    {
        var relayed = RelayedResponse.Of(request, received, framing, fields, persists);
        return new ResponseStart(Connection.Loop.Bytes(relayed.Head), relayed.Coding, relayed.Persists);
    }

    /// <summary>Nothing is left: trailers are in the body.</summary>
    public override ValueTask EndAsync(HeaderFields trailers) => default;

    public override void OnSent(ExchangeAccounting accounting) => accounting.Leave();

    public override void Cut(TerminationReason reason) => cut(reason);
}
