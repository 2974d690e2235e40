using System.Runtime.CompilerServices;
using ActorProxy.Actors.Pipeline;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;
using ActorProxy.Transport;
using Akka.Actor;

namespace ActorProxy.Actors.Connections.Exchanges.Clients;

/// <summary>
/// The requests of one client's connection of HTTP/1.1 or HTTP/1.0, one after another, until one asks for WebSocket. Used on the loop.
/// </summary>
internal sealed class ClientExchanges : IHttpConnection
{
    /// <summary>
    /// A response that is with the client before it can send anything more: one that the kernel still holds would be lost where the client
    /// does (RFC 9112 section 9.6).
    /// </summary>
    private const int SmallResponse = 8 * 1024;

    private readonly HttpHandOver _given;
    private readonly ExchangeConnection _connection;
    private readonly Http1Client _client;
    private readonly Deadline _deadline; // of a request's head
    private bool _isLate;
    private bool _isCut;
    private bool _isDone; // the client: it has asked for the end

    public ClientExchanges(HttpHandOver given)
    {
        _given = given;
        _connection = new ExchangeConnection(given);
        _client = new Http1Client(_connection, reason => Cut(reason));
        _deadline = given.Client.Loop.CreateDeadline(OnLate);
        Input.Begin(given.Bytes.Span);
    }

    private ChannelInput Input => _client.Input;

    /// <summary>Serves the client from here on.</summary>
    public ClientExchanges Start()
    {
        _ = RunAsync();
        return this;
    }

    public void Drain()
    {
        _connection.IsDraining = true;
        if (_client.Exchange is null && Input.Bytes.IsEmpty)
            Input.StopWaiting();
    }

    public void Cut(TerminationReason reason, string? id = null)
    {
        _isCut = true;
        _client.Exchange?.Cut(reason);
        _given.Client.Abort();
    }

    private async Task RunAsync()
    {
        try
        {
            while (await NextAsync() is { } head)
            {
                if (UpgradeRequestRules.IsWebSocket(head))
                {
                    End();
                    _given.Owner.Tell(new HttpUpgrade(head, Input.TakeRest()), ActorRefs.NoSender);
                    return;
                }
                var exchange = new Exchange(_client, head);
                if (await exchange.ServeAsync())
                    continue;
                // RFC 9112 section 9.6: behind such a request comes nothing. With TLS a close_notify does, and is to find a reader.
                _isDone = !Persistence.Persists(head) && exchange.HasNoBody && Input.Bytes.IsEmpty && _given.Tls is null
                    && exchange.Traffic.BytesFromBackend <= SmallResponse;
                break;
            }
        }
        catch (Exception fault)
        {
            _isCut = true;
            _given.Proxy.OnFault(fault);
        }
        End();
        _given.Owner.Tell(new HttpEnded(_isCut || Input.Failure is not null, Input.IdleAsync()) { ClientIsDone = _isDone },
            ActorRefs.NoSender);
    }

    private void End()
    {
        _deadline.Disarm();
        _connection.End();
    }

    /// <summary>The next request's head; null where there is none.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<RequestHead?> NextAsync()
    {
        var options = _given.Proxy.Options;
        if (Input.Bytes.IsEmpty)
        {
            if (_connection.IsDraining)
                return null;
            _deadline.Arm(options.Http.KeepAliveTimeout);
            if (!await Input.WaitAsync())
                return null;
        }
        _deadline.Arm(options.Handshake.HeadTimeout);
        var result = await Input.HeadAsync<RequestHead>(RequestHeadParser.Parse, _connection.Limits);
        _deadline.Disarm();
        // Before anything else is read on the loop.
        Input.Keep();
        if (result.IsInvalid)
            await RefuseAsync(result.Reason, result.Detail);
        else if (!result.IsComplete && _isLate)
            await RefuseAsync(TerminationReason.RequestTimeout, "The request head did not arrive in time.");
        return result.Head;
    }

    /// <summary>Answers what has come to no head.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    private async ValueTask RefuseAsync(TerminationReason reason, string detail)
    {
        var id = _given.RequestNumbers.Next();
        var (head, body) = OwnAnswers.Refusal(session: null, reason, id, detail, _given.Proxy.RetryAfter(reason));
        ExchangeAccounting.Unread(_given, id, reason, head.Status, detail);
        try
        {
            await _client.Output.WriteAsync(ErrorResponse.Whole(head, body, persists: false, _given.Proxy.Date));
        }
        catch (TransportException)
        {
            _isCut = true; // its event is written
        }
    }

    private void OnLate()
    {
        _isLate = true;
        Input.StopWaiting();
    }
}
