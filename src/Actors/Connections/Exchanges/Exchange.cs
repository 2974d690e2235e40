using System.Runtime.CompilerServices;
using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Connections.Exchanges.Clients;
using ActorProxy.Actors.Pipeline;
using ActorProxy.Actors.Pipeline.Attempts;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Connections.Exchanges;

/// <summary>
/// One request that is no upgrade, and its response: routed, passed by its phases, and answered, by the proxy or by one of its route's
/// backends. Used on the loop of its client's connection.
/// </summary>
internal sealed class Exchange : ITrafficSource
{
    private readonly ExchangeClient _client;
    private readonly RequestHead _head;
    private readonly ForwardingPolicy _forwarding;
    private ExchangeAccounting _accounting = null!; // from its start
    private ExchangeAttempt? _attempt; // the present one
    private ExchangeQueue? _queue; // while it waits for a backend
    private CancellationTokenSource? _lost; // made where a phase waits
    private readonly BodyFraming _framing; // of the request
    private readonly bool _isFramed; // else nobody knows where the next one begins
    private Deadline? _halfClosed; // made where the client sends no more
    private bool _persists;
    private TerminationReason _reason = TerminationReason.InternalError;
    private string _detail = "";
    private long _ownBytes; // of an answer of the proxy
    private long _last;

    public Exchange(ExchangeClient client, RequestHead head)
    {
        (_client, _head) = (client, head);
        client.Exchange = this;
        _forwarding = Proxy.Options.ForwardingOf(Given.Listener);
        var id = Given.RequestNumbers.Next();
        Entry = client.EntryOf(id);
        var peer = ClientInfos.Of(Given.Peer.Address, Given.Tls, head.Fields, _forwarding, id);
        Session = new ProxySession(Given.Listener, peer, ClientAddress.From(Given.Peer.Address, head.Fields, _forwarding), head,
            isUpgrade: false, _forwarding);
        _isFramed = client.TryFrame(head, out _framing); // what is wrong with it is refused below
    }

    /// <summary>Its id in the table of live connections.</summary>
    public string Entry { get; }

    /// <summary>The client's connection.</summary>
    public HttpHandOver Given => _client.Connection.Given;

    public ProxySession Session { get; }

    public ProxyContext Proxy => Given.Proxy;

    private EventLoop Loop => _client.Channel.Loop;

    public ExchangeClient Client => _client;

    public ExchangeAccounting Accounting => _accounting;

    /// <summary>The request as its rules have read it; set once it is routed.</summary>
    public HttpRequest Request { get; private set; } = null!;

    public BodyFraming Framing => _framing;

    /// <summary>Whether nothing follows its head.</summary>
    public bool HasNoBody => _isFramed && _framing.IsEmpty;

    /// <summary>What the client was answered; null while it was not.</summary>
    public int? Status { get; set; }

    /// <summary>Why it was ended from outside, or since its client is gone; null where it was not.</summary>
    public TerminationReason? Ended { get; private set; }

    public Traffic Traffic => new(_attempt?.BytesFromClient ?? 0, _ownBytes + (_attempt?.BytesToClient ?? 0), 0, 0);

    public TimeSpan Idle => TimeSpan.FromMilliseconds(Loop.Now - Volatile.Read(ref _last));

    /// <summary>When bytes last passed, in milliseconds of the loop's clock.</summary>
    public long LastActivity => _last;

    /// <summary>Bytes have passed.</summary>
    public void Touch() => Volatile.Write(ref _last, Loop.Now);

    /// <summary>Serves it to its end.</summary>
    /// <returns>Whether the client's connection may carry another one.</returns>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public async ValueTask<bool> ServeAsync()
    {
        _last = Loop.Now;
        _accounting = new ExchangeAccounting(this);
        try
        {
            switch (Route() ?? await PassAsync())
            {
                case PhaseResult.Refused refused:
                    await RefuseAsync(refused.Reason, refused.Detail);
                    break;
                case PhaseResult.Responded response:
                    End(TerminationReason.Responded, "the route answered by itself", persists: false);
                    await AnswerAsync(OwnAnswers.Of(Session, response));
                    break;
                default:
                    await ForwardAsync();
                    break;
            }
        }
        catch (Exception fault)
        {
            await FailAsync(fault);
        }
        _client.Input.Unasked = null;
        _client.Channel.PeerClosed = null;
        _halfClosed?.Disarm();
        _client.OnSent(_accounting);
        _accounting.End(Ended ?? _reason, Status, _detail);
        _client.Exchange = null;
        return _persists && Ended is null;
    }

    /// <summary>Ends it at once. The client's connection is its owner's to abort.</summary>
    public void Cut(TerminationReason reason)
    {
        Ended ??= reason;
        _lost?.Cancel();
        _queue?.Cancel();
        _attempt?.Cancel();
    }

    /// <summary>No byte may have passed for as long as that may be.</summary>
    public void OnDeadline() => _attempt?.OnDeadline();

    /// <summary>Says how it ends.</summary>
    /// <param name="persists">Whether the client's connection may go on.</param>
    public void End(TerminationReason reason, string detail, bool persists)
    {
        (_reason, _detail, _persists) = (reason, detail, persists);
    }

    /// <summary>Ends it with a cut of the client's connection: what it got so far must not look complete (RFC 9112 section 8).</summary>
    public void Break(TerminationReason reason, string detail)
    {
        End(reason, detail, persists: false);
        _client.Cut(reason);
    }

    /// <summary>
    /// Whether the client's connection may go on behind a response that is about to begin, as far as the request is concerned.
    /// </summary>
    /// <param name="bodyIsRead">Whether nothing of the request's body is left to be read.</param>
    public bool MayPersist(bool bodyIsRead) =>
        _isFramed && bodyIsRead && Persistence.Persists(_head) && !_client.Connection.IsDraining && !Proxy.Admission.Draining
        && !(_client.Input.HasEnded && _client.Input.Bytes.IsEmpty);

    /// <summary>What the client's side fails with when it is written to.</summary>
    public static TerminationReason ReasonOf(TransportException failure) => failure.Error switch
    {
        TransportError.WriteTimeout => TerminationReason.WriteTimeout,
        TransportError.BufferLimit => TerminationReason.BufferLimit,
        _ => TerminationReason.ClientLost,
    };

    /// <summary>Ends it with an answer of the proxy, or, where none can be given, with a cut.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    public async ValueTask RefuseAsync(TerminationReason reason, string detail)
    {
        if (Ended is not null)
            return;
        if (reason.Status() is null || Status is not null)
        {
            Break(reason, detail);
            return;
        }
        End(reason, detail, persists: false);
        await AnswerAsync(OwnAnswers.Refusal(Session, reason, Session.Peer.RequestId, detail, Proxy.RetryAfter(reason)));
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    private async ValueTask FailAsync(Exception fault)
    {
        try
        {
            await RefuseAsync(TerminationReason.InternalError, fault.ToString());
        }
        catch (Exception another)
        {
            // The phases see our own answers, too.
            Proxy.OnFault(another);
            Break(TerminationReason.InternalError, fault.ToString());
        }
    }

    /// <summary>What becomes of it where no phase is asked; null where they are.</summary>
    private PhaseResult? Route()
    {
        switch (Decide())
        {
            case HttpRoutingResult.Refused refused:
                Session.Enter(Proxy.Routes, Proxy.Pipelines);
                return new PhaseResult.Refused(refused.Reason, refused.Detail);
            case HttpRoutingResult.Routed routed:
                Request = routed.Request;
                Session.Enter(routed.Route, routed.Policies, Proxy.Pipelines, new RequestPlace(routed.Request.Host, routed.Path),
                    routed.Request.Target);
                _accounting.Trace?.SetRoute(routed.Route, routed.Request.Host, routed.Path, Session.Peer.RequestId);
                break;
        }
        return MaxForwards.IsSpent(Request) ? new PhaseResult.Responded(200, HeaderFields.Empty, []) : null;
    }

    private HttpRoutingResult Decide()
    {
        var options = Proxy.Options;
        // A connection that was here before it was turned off.
        if (!options.Http.Enabled)
            return new HttpRoutingResult.Refused(TerminationReason.UpgradeRequired,
                "The request is no WebSocket upgrade, and http.enabled is off.");
        var limit = options.Http.MaxBodySize;
        return limit > 0 && _framing.Length > limit
            ? new HttpRoutingResult.Refused(TerminationReason.BodyTooLarge, $"The request body has more than {limit} bytes.")
            : HttpRouting.Decide(_head, Proxy.Routes, Given.Listener.Name, Session.Peer, _forwarding);
    }

    private ValueTask<PhaseResult> PassAsync()
    {
        var asked = Session.PassAsync(Proxy.Options.Handshake.PolicyTimeout, Proxy.Time, this,
            static exchange => (exchange._lost = new()).Token);
        if (asked.IsCompletedSuccessfully)
            return asked;
        WatchClient();
        return WaitAsync(asked);
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<PhaseResult> WaitAsync(ValueTask<PhaseResult> asked)
    {
        try
        {
            return await asked;
        }
        catch (OperationCanceledException) when (_lost is { IsCancellationRequested: true })
        {
            return PhaseResult.Late; // nobody sees it: it has ended
        }
        finally
        {
            await Loop.Enter();
            _lost = null;
        }
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    private async ValueTask ForwardAsync()
    {
        Session.Select(Proxy.Pools, Proxy.Options.Handshake);
        WatchClient();
        var step = AttemptLoop.Begin(Session);
        while (step is AttemptStep.Send or AttemptStep.Wait && Ended is null)
        {
            if (step is AttemptStep.Send send)
            {
                _accounting.Enter(send.After);
                _attempt = new ExchangeAttempt(this);
                step = await _attempt.RunAsync();
            }
            else
            {
                step = await QueueAsync(((AttemptStep.Wait)step).After);
            }
        }
        if (step is AttemptStep.Refuse refusal)
            await RefuseAsync(refusal.Reason, refusal.Detail);
    }

    /// <param name="failed">The trial of a backend that came before; null for none.</param>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<AttemptStep> QueueAsync(FailedTry? failed)
    {
        _accounting.Queue(failed);
        _queue = new ExchangeQueue(this, Loop);
        try
        {
            return await _queue.WaitAsync();
        }
        finally
        {
            await Loop.Enter();
            _queue = null;
        }
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    private async ValueTask AnswerAsync((ResponseHead Head, byte[] Body) answer)
    {
        var (head, body) = answer;
        if (_head.Method == "HEAD")
            body = [];
        // Behind a CONNECT may come what is meant for its tunnel (RFC 9110 section 9.3.6).
        var persists = MayPersist(HasNoBody || TrySkipBody()) && _head.Method != "CONNECT";
        Status = head.Status;
        _ownBytes = body.Length;
        try
        {
            await _client.AnswerAsync(_head, head, body, persists);
            _persists = persists;
        }
        catch (TransportException failure)
        {
            Break(ReasonOf(failure), failure.Message);
        }
    }

    /// <summary>A body that nobody wants is skipped where all of it is there; none is waited for.</summary>
    private bool TrySkipBody()
    {
        if (!_isFramed || _client.IsHttp2 || _attempt is { HasReadBody: true })
            return false;
        var length = BodyAtHand.LengthOf(_framing, _client.Input.Bytes, out _);
        _client.Input.Consume(length);
        return length > 0;
    }

    /// <summary>While nobody reads from the client, its end is looked for.</summary>
    public void WatchClient()
    {
        var input = _client.Input;
        input.Unasked = _client.ReadEnded;
        if (input.Bytes.IsEmpty)
            input.Watch();
        OnClientRead();
    }

    /// <summary>A read of the client has ended that nobody waits for.</summary>
    public void OnClientRead()
    {
        var input = _client.Input;
        if (input.Failure is { } failure)
        {
            if (Ended is not null)
                return; // our own side has cut it
            _detail = failure.Message;
            Cut(ReasonOf(failure));
        }
        else if (_client.IsHttp2)
        {
            // That its direction has ended is how a request is complete there; and of what breaks the stream, the client is told.
        }
        else if (input.HasEnded)
        {
            _halfClosed ??= Loop.CreateDeadline(OnHalfClosed);
            _halfClosed.Arm(Proxy.Options.Http.HalfCloseTimeout);
        }
        else if (!input.Bytes.IsEmpty)
        {
            // The next request, which has its turn: only the end matters.
            _client.Channel.PeerClosed = OnClientClosed;
        }
    }

    private void OnClientClosed()
    {
        _client.Input.Watch();
        OnClientRead();
    }

    /// <summary>A client that has closed looks like one that still reads: it is told apart by what it takes.</summary>
    private void OnHalfClosed()
    {
        var left = Proxy.Options.Http.HalfCloseTimeout - TimeSpan.FromMilliseconds(Loop.Now - _last);
        if (left > TimeSpan.Zero)
            _halfClosed!.Arm(left);
        else
            Break(TerminationReason.ClientLost, "The client sends no more, and no byte passes.");
    }
}
