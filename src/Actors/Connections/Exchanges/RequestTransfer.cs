using System.Runtime.CompilerServices;
using ActorProxy.Actors.Connections.Exchanges.Backends;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Connections.Exchanges;

/// <summary>
/// Sends a request to a backend: in one piece where its body is small and there, so that it can be sent again; else its body follows as it
/// comes, while the response is waited for. Used on the loop.
/// </summary>
internal sealed class RequestTransfer(Exchange exchange)
{
    private BodyTransfer? _upload; // of a body that follows
    private int _atHand; // bytes of one that is there
    private long _contentAtHand;
    private bool _isAnswered;
    private bool _isUnwanted; // the body, by the backend
    private Task _uploading = Task.CompletedTask;

    /// <summary>How the body ended that follows; null while it goes on, or where none does.</summary>
    public BodyResult? Result { get; private set; }

    /// <summary>What the client has done wrong where the body that follows broke off; null for nothing.</summary>
    public (TerminationReason Reason, string Detail)? Broken => Result switch
    {
        BodyResult.Malformed => (TerminationReason.BadRequest, "The request body is malformed."),
        BodyResult.TooLarge => (TerminationReason.BodyTooLarge, $"The request body has more than {Proxy.Options.Http.MaxBodySize} bytes."),
        BodyResult.BrokenOff => (TerminationReason.ClientLost, "The client closed before its request was complete."),
        _ => null,
    };

    /// <summary>What the backend's side of it failed with; null for nothing.</summary>
    public TransportException? Failure { get; private set; }

    /// <summary>Bytes of the content.</summary>
    public long Content => _upload?.Content ?? _contentAtHand;

    /// <summary>Whether a part of the body was read that cannot be read again.</summary>
    public bool IsBegun => _upload is not null;

    /// <summary>Whether the body is under way.</summary>
    public bool IsOpen => _upload is not null && Result is null;

    /// <summary>Whether all of the request was sent.</summary>
    public bool IsComplete => !_isUnwanted && (_upload is null || Result == BodyResult.Complete);

    /// <summary>
    /// Whether the body waits for its client, which does not itself wait for the backend to want it (RFC 9110 section 10.1.1).
    /// </summary>
    public bool AwaitsClient => _upload is { IsWaiting: true }
        && !(Content == 0 && ExpectsContinue);

    private bool ExpectsContinue => exchange.Request.Fields.HasToken("Expect", "100-continue");

    private ProxyContext Proxy => exchange.Proxy;

    /// <summary>Sends the head, and the body where it is there.</summary>
    /// <exception cref="TransportException">The backend does not take it.</exception>
    public ValueTask SendAsync(BackendLeg backend, RequestHead head)
    {
        var input = exchange.Client.Input;
        var coding = backend.CodingOf(exchange.Framing);
        _atHand = coding == BodyCoding.AsItCame ? AtHand(input.Bytes) : 0;
        return exchange.HasNoBody || _atHand > 0
            ? backend.SendAsync(head, input.Bytes[.._atHand])
            : BeginAsync(backend, head, coding);
    }

    /// <summary>The response is on its way to the client: what was sent is not sent again.</summary>
    public void Answered()
    {
        _isAnswered = true;
        exchange.Client.Input.Consume(_atHand);
        _atHand = 0;
    }

    /// <summary>Ends when the body that follows has ended, or goes no further.</summary>
    public Task WhenOver() => _uploading;

    /// <summary>Nobody wants the rest of the body.</summary>
    public void Stop() => _upload?.Stop();

    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    private async ValueTask BeginAsync(BackendLeg backend, RequestHead head, BodyCoding coding)
    {
        var client = exchange.Client;
        var before = await backend.BeginAsync(head);
        _isUnwanted = before is null;
        if (_isUnwanted)
            return;
        if (backend.HidesContinue && ExpectsContinue && !exchange.Session.Head.IsHttp10)
            await client.SendInterimAsync(new ResponseHead(100, "Continue", HeaderFields.Empty));
        client.Input.Unasked = null;
        _upload = new BodyTransfer(client.Input, backend.Output, exchange.Framing, coding, PassedTrailers, client.Moved,
            client.Connection.Limits)
        {
            Head = before!.Value,
            MaxContent = Proxy.Options.Http.MaxBodySize,
            TrailersBehind = exchange.Framing.Kind == BodyKind.UntilClose ? () => client.Trailers : null,
        };
        _uploading = UploadAsync(backend, _upload);
    }

    /// <summary>The length of the body where all of it is there, and not too much; else 0.</summary>
    private int AtHand(ReadOnlySpan<byte> bytes)
    {
        var length = exchange.HasNoBody ? 0 : BodyAtHand.LengthOf(exchange.Framing, bytes, out _contentAtHand);
        return Proxy.Options.Http.MaxBodySize is > 0 and var most && _contentAtHand > most ? 0 : length;
    }

    private HeaderFields PassedTrailers(HeaderFields trailers) => HttpForwarding.RequestTrailers(trailers, exchange.Session.Forwarding);

    private async Task UploadAsync(BackendLeg backend, BodyTransfer upload)
    {
        try
        {
            Result = await upload.RunAsync();
            if (Result == BodyResult.Complete)
                backend.EndRequest();
        }
        catch (TransportException failure)
        {
            // The backend takes no more; what it has to say about that is read.
            Failure = failure;
            Result = BodyResult.Stopped;
        }
        var goesOn = _isAnswered || Result is BodyResult.Complete or BodyResult.Stopped;
        if (!goesOn || Failure is { Error: TransportError.BufferLimit })
            backend.Abort(); // who waits for the response goes on
        else if (Result != BodyResult.Stopped)
            exchange.WatchClient();
    }
}
