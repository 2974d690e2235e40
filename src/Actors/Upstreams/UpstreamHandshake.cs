using System.Net;
using ActorProxy.Actors.Heads;
using ActorProxy.Actors.Telemetry.Tracing;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;
using ActorProxy.Shared.WebSockets.Handshake;
using ActorProxy.Transport;
using ActorProxy.Transport.Tls;

namespace ActorProxy.Actors.Upstreams;

/// <summary>
/// One attempt to bring one backend to its final answer: resolve, connect, TLS, send the request, read the response head, each
/// under its deadline. Runs on the loop.
/// </summary>
internal sealed class UpstreamHandshake
{
    private readonly IUpstreamContext _node;
    private readonly EventLoop _loop;
    private readonly Deadline _deadline;
    private CancellationTokenSource? _resolving;
    private Channel? _channel;
    private UpstreamReply? _reply;
    private bool _late;
    private bool _inTls;
    private bool _cancelled;

    public UpstreamHandshake(IUpstreamContext node, EventLoop loop)
    {
        _node = node;
        _loop = loop;
        _deadline = loop.CreateDeadline(() =>
        {
            _late = true;
            _resolving?.Cancel();
            _channel?.Abort();
        });
    }

    /// <summary>Runs the attempt. The reply's channel belongs to the one who takes it.</summary>
    /// <param name="trace">Is told when the backend is connected; null where the attempt is not traced.</param>
    /// <exception cref="UpstreamException">It failed; the channel is closed.</exception>
    public async Task<UpstreamReply> RunAsync(BackendAddress backend, UpstreamOffer offer, AttemptTrace? trace = null)
    {
        var late = TerminationReason.BackendConnectTimeout;
        try
        {
            _deadline.Arm(_node.Handshake.ConnectTimeout);
            var channel = await ConnectAsync(backend);
            if (!offer.ProxyHeader.IsEmpty)
                await channel.WriteAsync(offer.ProxyHeader);
            if (backend.Tls)
                channel = await SecureAsync(channel, backend, offer.Tls);
            late = TerminationReason.BackendTimeout;
            _deadline.Arm(_node.Handshake.ResponseTimeout);
            trace?.Connected();
            await channel.WriteAsync(trace is null ? offer.Head : offer.HeadOf(trace));
            _reply = await ReadReplyAsync(channel, offer);
            _channel = null;
            return _reply;
        }
        catch (TransportException error)
        {
            throw Failure(backend, error, late);
        }
        catch (CertificateException error)
        {
            throw new UpstreamException(TerminationReason.BackendTlsFailed, error.Message);
        }
        finally
        {
            _deadline.Disarm();
            _channel?.Abort();
        }
    }

    /// <summary>Ends the attempt: <see cref="RunAsync"/> fails, and a reply that nobody has taken is dropped.</summary>
    public void Cancel()
    {
        _cancelled = true;
        _deadline.Disarm();
        _resolving?.Cancel();
        _channel?.Abort();
        _reply?.Drop();
    }

    private async ValueTask<Channel> ConnectAsync(BackendAddress backend)
    {
        var addresses = await ResolveAsync(backend);
        for (var i = 0; ; i++)
        {
            if (_late || _cancelled)
                throw Ended();
            _channel = _node.Transport.CreateChannel(_loop, _node.ChannelOptions);
            try
            {
                await _channel.ConnectAsync(new IPEndPoint(addresses[i], backend.Port));
                return _channel;
            }
            catch (TransportException error) when (i + 1 < addresses.Length && error.Error is TransportError.Refused
                or TransportError.Unreachable)
            {
                _channel.Close();
            }
        }
    }

    private async ValueTask<Channel> SecureAsync(Channel channel, BackendAddress backend, BackendTls options)
    {
        _inTls = true;
        _channel = await TlsChannel.ConnectAsync(channel, _node.Tls.Of(options).For(backend));
        _inTls = false;
        return _channel;
    }

    /// <summary>The system's resolver knows no deadline of ours: it is left to itself when its answer comes too late.</summary>
    private async ValueTask<IPAddress[]> ResolveAsync(BackendAddress backend)
    {
        var answer = _node.Resolver.ResolveAsync(backend);
        if (answer.IsCompletedSuccessfully)
            return answer.Result;
        _resolving = new CancellationTokenSource();
        try
        {
            return await answer.AsTask().WaitAsync(_resolving.Token);
        }
        catch (OperationCanceledException)
        {
            throw Ended();
        }
        finally
        {
            // The resolver answers on another thread.
            await _loop.Enter();
            _resolving = null;
        }
    }

    private static TransportException Ended() => new(TransportError.Aborted, "ended before the backend was connected");

    private async ValueTask<UpstreamReply> ReadReplyAsync(Channel channel, UpstreamOffer offer)
    {
        using var reader = new HeadReader(channel, new HeadLimits(_node.Handshake.MaxHeadSize, _node.Handshake.MaxHeaderCount));
        while (true)
        {
            var result = await reader.NextAsync<ResponseHead>(ResponseHeadParser.Parse);
            if (result.IsInvalid)
                throw new UpstreamException(result.Reason, result.Detail);
            if (!result.IsComplete)
                throw new UpstreamException(TerminationReason.BackendReset,
                    "the backend closed the connection before its response head was complete");
            if (result.Head.IsInterim)
                continue;
            return UpgradeResponseRules.Check(result.Head, offer.Request, offer.ExtensionsOffered) switch
            {
                UpgradeBroken broken => throw new UpstreamException(TerminationReason.BackendBadHandshake, broken.Detail),
                var answer => new UpstreamReply(channel, answer, reader.Rest()),
            };
        }
    }

    private UpstreamException Failure(BackendAddress backend, TransportException error, TerminationReason late)
    {
        if (_late)
            return new UpstreamException(late, $"no answer from {backend} in time");
        var reason = error.Error switch
        {
            TransportError.Tls => TerminationReason.BackendTlsFailed,
            _ when _inTls => TerminationReason.BackendTlsFailed,
            TransportError.Refused or TransportError.Unreachable => TerminationReason.BackendRefused,
            TransportError.TimedOut => TerminationReason.BackendConnectTimeout,
            TransportError.WriteTimeout => TerminationReason.WriteTimeout,
            TransportError.ResourcesExhausted => TerminationReason.ResourcesExhausted,
            _ => TerminationReason.BackendReset,
        };
        return new UpstreamException(reason, error.Message);
    }
}
