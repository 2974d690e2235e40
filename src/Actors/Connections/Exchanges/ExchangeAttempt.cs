using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Connections.Exchanges.Backends;
using ActorProxy.Actors.Connections.Exchanges.Backends.Http2;
using ActorProxy.Actors.Connections.Exchanges.Clients;
using ActorProxy.Actors.Pipeline.Attempts;
using ActorProxy.Actors.Telemetry.Tracing;
using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Policies.Timeouts;
using ActorProxy.Shared.ProxyProtocol;
using ActorProxy.Shared.Termination;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Connections.Exchanges;

/// <summary>
/// One attempt to have a request answered by the backend at which its selection is: on a connection that is there, or on a new one.
/// Used on the loop.
/// </summary>
internal sealed class ExchangeAttempt
{
    private readonly Exchange _exchange;
    private readonly AttemptTrace? _trace;
    private readonly RequestTransfer _request;
    private UpstreamConnector? _connector;
    private BackendLeg? _backend;
    private BodyTransfer? _download; // of a body that is not all there
    private long _whole; // bytes of one that is
    private TimeSpan? _untilHead; // of an attempt that is not to take long
    private bool _isLate;
    private bool _isEarly; // the response, before all of the request was sent
    private bool _isAnswered; // all of the response is sent, and the request goes on

    public ExchangeAttempt(Exchange exchange)
    {
        _exchange = exchange;
        _request = new RequestTransfer(exchange);
        var selection = exchange.Session.Selection!;
        _untilHead = selection.Deadline;
        _trace = exchange.Accounting.Trace?.Send(exchange.Request.Method, selection.Backend!, selection.Attempt);
    }

    /// <summary>Bytes of the request's body.</summary>
    public long BytesFromClient => _request.Content;

    /// <summary>Bytes of the response's body.</summary>
    public long BytesToClient => _download?.Content ?? _whole;

    /// <summary>Whether a part of the request's body was read that cannot be read again.</summary>
    public bool HasReadBody => _request.IsBegun;

    private ExchangeConnection Client => _exchange.Client.Connection;

    private EventLoop Loop => _exchange.Client.Channel.Loop;

    private ProxyContext Proxy => _exchange.Proxy;

    private Deadline Deadline => _exchange.Client.Deadline;

    /// <summary>How long no byte may pass.</summary>
    private TimeSpan Timeout => _untilHead is { } most && most < Longest ? most : Longest;

    /// <summary>How long it may go on as it is: before the answer's head no longer than for all that is done for the request.</summary>
    private TimeSpan Left => Within(Timeout - TimeSpan.FromMilliseconds(Loop.Now - _exchange.LastActivity));

    private TimeSpan Longest => _exchange.Session.Policies.Find<IdleTimeout>()?.After ?? Proxy.Options.Http.ActivityTimeout;

    /// <summary>What follows. Where that is <see cref="AttemptStep.Relay"/>, the exchange is over and knows how it ended.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public async ValueTask<AttemptStep> RunAsync()
    {
        try
        {
            var pool = _exchange.Session.Route!.Pool;
            var selection = _exchange.Session.Selection!;
            var head = HeadFor(pool.Http2);
            if (pool.Http2)
            {
                var stream = BackendStream.Open(Client, pool, selection.Backend!, follows: !_exchange.HasNoBody);
                return await SendAsync(stream, head) ?? AttemptStep.Relay;
            }
            var key = selection.ConnectionKey!;
            if (TryTakeKept(key, out var kept) && await SendAsync(kept, head) is { } step)
                return step;
            return _exchange.Ended is null ? await SendAsync(await ConnectAsync(key), head) ?? AttemptStep.Relay : AttemptStep.Relay;
        }
        catch (UpstreamException failure)
        {
            return Failed(failure.Reason, failure.Message);
        }
        catch
        {
            Cancel(); // nobody else knows of its connection
            throw;
        }
        finally
        {
            Deadline.Disarm();
        }
    }

    /// <summary>Ends it: what is under way fails.</summary>
    public void Cancel()
    {
        _connector?.Cancel();
        _request.Stop();
        _download?.Stop();
        _backend?.Abort();
    }

    /// <exception cref="UpstreamException">There is no connection.</exception>
    private async ValueTask<BackendConnection> ConnectAsync(BackendKey key)
    {
        var header = key.IsOfOneClient
            ? ProxyHeaderWriter.Write(key.ProxyProtocol, new ProxyHeader(Client.Given.Peer, Client.Given.Destination))
            : default;
        var left = _exchange.Session.Selection!.TimeLeft;
        _connector = new UpstreamConnector(Proxy, Loop) { Most = _untilHead, TimeLeft = left, Sources = key.Sources };
        var channel = await _connector.ConnectAsync(key.Address, key.Tls, header);
        _connector = null;
        return new BackendConnection(key, channel, Client.Loop);
    }

    private TimeSpan Within(TimeSpan time) =>
        _exchange.Status is null && !_request.IsBegun ? _exchange.Session.Selection!.Within(time) : time;

    private RequestHead HeadFor(bool isHttp2)
    {
        var request = _exchange.Request;
        var received = _trace is null ? request : request with { Fields = _trace.FieldsOf(request.Fields) };
        var wanted = _exchange.Session.HeadFor(
            MaxForwards.Passed(received, HttpForwarding.Passed(received, _exchange.Session.Head.IsHttp10)),
            _exchange.Session.Selection!.Backend!);
        var head = HttpForwarding.Request(received, wanted.Target, wanted.Host, wanted.Fields,
            Proxy.ViaOf(_exchange.Client.VersionOf(_exchange.Session.Head)));
        return isHttp2 ? head : HttpForwarding.Framed(head, received, _exchange.Framing);
    }

    private bool TryTakeKept(BackendKey key, [NotNullWhen(true)] out BackendConnection? kept)
    {
        if (Client.HasOwnBackends && Client.OwnBackends.TryTake(key, out kept))
            return true;
        kept = null;
        return !key.IsOfOneClient && Client.Loop.Kept.TryTake(key, out kept);
    }

    /// <summary>Null: the connection was worth nothing any more, and the request may go on another one.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<AttemptStep?> SendAsync(BackendLeg backend, RequestHead head)
    {
        _backend = backend;
        _isLate = false;
        _exchange.Touch();
        Deadline.Arm(Left);
        try
        {
            await _request.SendAsync(backend, head);
        }
        catch (TransportException failure)
        {
            if (failure.Error == TransportError.WriteTimeout)
                return Broken(backend, TerminationReason.WriteTimeout, failure.Message);
            // An answer may be there all the same.
        }
        for (var isFirst = true; ; isFirst = false)
        {
            var result = await backend.HeadAsync(Client.Limits);
            if (!result.IsComplete)
                return WithoutHead(backend, result, isFirst);
            _exchange.Touch();
            if (!result.Head.IsInterim)
            {
                if (Judge(backend, result.Head, out var framing) is { } step)
                    return step;
                await RelayAsync(backend, result.Head, framing);
                return AttemptStep.Relay;
            }
            if (await SendInterimAsync(result.Head) is { } failure)
                return ClientFailed(backend, failure);
        }
    }

    /// <summary>There is no response, and none will come.</summary>
    /// <param name="isFirst">Whether nothing came before, no interim response either.</param>
    private AttemptStep? WithoutHead(BackendLeg backend, ParseResult<ResponseHead> result, bool isFirst)
    {
        if (_exchange.Ended is not null)
        {
            GiveUp(backend);
            return AttemptStep.Relay;
        }
        if (_request.Broken is var (reason, detail))
            return Refused(backend, reason, detail);
        if (_isLate && _request.AwaitsClient)
            return Refused(backend, TerminationReason.RequestTimeout, "The request body did not arrive in time.");
        if (_isLate)
            return Broken(backend, TerminationReason.BackendTimeout, "no answer from the backend in time");
        if (_request.Failure is { Error: TransportError.WriteTimeout } late)
            return Broken(backend, TerminationReason.WriteTimeout, late.Message);
        if (_request.Failure is { Error: TransportError.BufferLimit } full)
            return Broken(backend, TerminationReason.BufferLimit, full.Message);
        if (result.IsInvalid)
            return Broken(backend, result.Reason, result.Detail);
        if (backend.Input.Failure is { Error: TransportError.WriteTimeout } stalled)
            return Broken(backend, TerminationReason.WriteTimeout, stalled.Message);
        if (backend.Failure is { } known)
            return Broken(backend, known.Reason, known.Message);
        if (isFirst && !_request.IsBegun && backend.MayRepeat(_exchange.Request.Method))
        {
            backend.Abort();
            return null;
        }
        return Broken(backend, TerminationReason.BackendReset, backend.Input.Failure?.Message
            ?? "the backend closed the connection before its response head was complete");
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<TransportException?> SendInterimAsync(ResponseHead head)
    {
        // RFC 9110 section 15.2: one who speaks HTTP/1.0 knows none.
        if (_exchange.Session.Head.IsHttp10)
            return null;
        var sent = head with { Fields = HttpForwarding.Response(head.Status, head.Fields, Proxy.ViaOf(head.Version)) };
        try
        {
            await _exchange.Client.SendInterimAsync(sent);
            return null;
        }
        catch (TransportException failure)
        {
            return failure;
        }
    }

    /// <summary>What follows a final response, where it is not the client's; null where it is.</summary>
    private AttemptStep? Judge(BackendLeg backend, ResponseHead head, out BodyFraming framing)
    {
        framing = default;
        if (head.Status == 101)
            return Broken(backend, TerminationReason.BackendBadHandshake, "The backend switches protocols, which nobody has asked for.");
        if (!backend.TryFrame(head, _exchange.Request.Method, out framing, out var error))
            return Broken(backend, TerminationReason.BackendBadHandshake, error!);
        _trace?.Answered(head.Status);
        var next = AttemptLoop.Answered(_exchange.Session, head.Status, _request.IsBegun);
        if (next == AttemptStep.Relay)
            return null;
        backend.Abort();
        Proxy.Metrics.AttemptFailed(TerminationReason.BackendUnavailable);
        return next;
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    private async ValueTask RelayAsync(BackendLeg backend, ResponseHead head, BodyFraming framing)
    {
        var client = _exchange.Client;
        _untilHead = null;
        _request.Answered();
        _isEarly = _request.IsOpen;
        // RFC 9112 section 9.3: who is refused before his body was read need not send it, and a backend that closes reads no more.
        var persists = _exchange.MayPersist(
            _request.IsComplete || (_isEarly && head.Status < 300 && backend.ReadsOn(head, framing)));
        var fields = Proxy.FieldsOf(_exchange.Session, head, head.Version);
        try
        {
            var isThere = !backend.Input.Bytes.IsEmpty || backend.Input.HasEnded;
            var start = client.Begin(_exchange.Session.Head, head, framing, fields, persists, isThere);
            _exchange.Status = head.Status;
            BodyResult result;
            if (TrySendWhole(backend, framing, start, out var sending))
            {
                await sending;
                result = _isLate ? BodyResult.Stopped : BodyResult.Complete;
            }
            else
            {
                _download = new BodyTransfer(backend.Input, client.Output, framing, start.Coding, HttpForwarding.Trailers, client.Moved,
                    Client.Limits)
                {
                    Head = start.Head,
                    TrailersBehind = framing.Kind == BodyKind.None ? null : backend.Trailers,
                };
                result = await _download.RunAsync();
            }
            if (result == BodyResult.Complete)
                await CompleteAsync(backend, head, framing, start.Persists);
            else
                BreakOff(backend, result);
        }
        catch (TransportException failure)
        {
            ClientFailed(backend, failure);
        }
    }

    /// <summary>Sends a response with its body in one piece, where all of that is there.</summary>
    private bool TrySendWhole(BackendLeg backend, BodyFraming framing, ResponseStart start, out ValueTask sending)
    {
        var input = backend.Input;
        sending = default;
        // Trailers may come behind what has a length.
        var hasEnd = framing.Kind == BodyKind.None || (framing.Kind == BodyKind.ContentLength && backend.Trailers is null);
        if (!hasEnd || start.Coding != BodyCoding.AsItCame || framing.Length > Math.Min(input.Bytes.Length, BodyTransfer.SmallPiece))
            return false;
        _whole = framing.Length;
        sending = _exchange.Client.SendWholeAsync(start.Head.Span, input.Bytes[..(int)_whole]);
        input.Consume((int)_whole);
        input.Keep();
        _exchange.Touch();
        return true;
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    private async ValueTask CompleteAsync(BackendLeg backend, ResponseHead head, BodyFraming framing, bool persists)
    {
        // A backend that has answered, and keeps its connection, reads what is left (RFC 9112 section 9.3).
        _isAnswered = persists && _request.IsOpen;
        if (_isAnswered)
            await _request.WhenOver();
        var uploaded = _request.IsComplete;
        if (!uploaded)
            _request.Stop();
        var (reason, detail) = _request.Broken ?? (TerminationReason.Completed, "");
        _exchange.End(reason, detail, persists && uploaded);
        // First: it is not to wait for the client.
        _backend = null;
        // One that has answered early may take what follows for the next request, whatever it has promised: that is this client's alone.
        backend.Complete(Client, _exchange.Session.Head, head, framing, uploaded && !_isEarly, Proxy.Options);
        await _exchange.Client.EndAsync(_download?.Trailers ?? HeaderFields.Empty);
    }

    /// <summary>The response does not come to its end.</summary>
    private void BreakOff(BackendLeg backend, BodyResult result)
    {
        var (reason, detail) = (_isLate, result) switch
        {
            (true, _) => (TerminationReason.IdleTimeout, "no byte passed"),
            (_, BodyResult.Malformed) => (TerminationReason.BackendLost, "The response body is malformed."),
            _ => (TerminationReason.BackendLost, backend.Input.Failure?.Message
                ?? "the backend closed the connection before its response was complete"),
        };
        _trace?.Failed(reason, detail);
        GiveUp(backend);
        if (_exchange.Ended is null)
            _exchange.Break(reason, detail);
    }

    private AttemptStep ClientFailed(BackendLeg backend, TransportException failure)
    {
        if (_backend is not null)
            GiveUp(backend);
        if (_exchange.Ended is null)
            _exchange.Break(Exchange.ReasonOf(failure), failure.Message);
        return AttemptStep.Relay;
    }

    /// <summary>Nothing more is sent to the backend, and nothing read of it.</summary>
    private void GiveUp(BackendLeg backend)
    {
        _request.Stop();
        backend.Abort();
    }

    private AttemptStep.Refuse Refused(BackendLeg backend, TerminationReason reason, string detail)
    {
        GiveUp(backend);
        return new AttemptStep.Refuse(reason, detail);
    }

    private AttemptStep Broken(BackendLeg backend, TerminationReason reason, string detail)
    {
        GiveUp(backend);
        return Failed(reason, detail);
    }

    private AttemptStep Failed(TerminationReason reason, string detail)
    {
        if (_exchange.Ended is not null)
            return AttemptStep.Relay;
        _trace?.Failed(reason, detail);
        Proxy.Metrics.AttemptFailed(reason);
        return AttemptLoop.Failed(_exchange.Session, reason, detail, _request.IsBegun);
    }

    /// <summary>No byte may have passed for as long as that may be.</summary>
    public void OnDeadline()
    {
        if (Left is var left && left > TimeSpan.Zero)
        {
            Deadline.Arm(left);
            return;
        }
        _isLate = true;
        if (_isAnswered)
            _request.Stop();
        _download?.Stop();
        _backend?.Abort();
    }
}
