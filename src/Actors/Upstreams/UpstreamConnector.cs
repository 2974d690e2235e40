using System.Net;
using System.Runtime.CompilerServices;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Termination;
using ActorProxy.Transport;
using ActorProxy.Transport.Tls;

namespace ActorProxy.Actors.Upstreams;

/// <summary>Connects to one backend: resolve, connect, PROXY header, TLS, all within one deadline. Runs on the loop.</summary>
internal class UpstreamConnector
{
    private readonly IUpstreamContext _node;
    private readonly EventLoop _loop;
    private readonly Deadline _deadline;
    private CancellationTokenSource? _resolving;
    private Channel? _channel;
    private TerminationReason _late = TerminationReason.BackendConnectTimeout;
    private bool _isLate;
    private bool _inTls;
    private bool _cancelled;

    public UpstreamConnector(IUpstreamContext node, EventLoop loop)
    {
        _node = node;
        _loop = loop;
        _deadline = loop.CreateDeadline(() =>
        {
            _isLate = true;
            _resolving?.Cancel();
            _channel?.Abort();
        });
    }

    protected IUpstreamContext Node => _node;

    /// <summary>Connects. The channel belongs to the caller.</summary>
    /// <param name="proxyHeader">What goes before anything else; empty for nothing.</param>
    /// <exception cref="UpstreamException">It failed; the channel is closed.</exception>
    public async Task<Channel> ConnectAsync(BackendAddress backend, BackendTls tls, ReadOnlyMemory<byte> proxyHeader)
    {
        try
        {
            var channel = await OpenAsync(backend, tls, proxyHeader);
            Given();
            return channel;
        }
        catch (Exception failure) when (Translated(backend, failure) is { } translated)
        {
            throw translated;
        }
        finally
        {
            End();
        }
    }

    /// <summary>Ends the attempt: what is under way fails.</summary>
    public virtual void Cancel()
    {
        _cancelled = true;
        _deadline.Disarm();
        _resolving?.Cancel();
        _channel?.Abort();
    }

    /// <summary>Opens the connection. Whoever calls this translates its failures, and calls <see cref="End"/>.</summary>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    protected async ValueTask<Channel> OpenAsync(BackendAddress backend, BackendTls tls, ReadOnlyMemory<byte> proxyHeader)
    {
        _deadline.Arm(_node.Handshake.ConnectTimeout);
        var channel = await ConnectAsync(backend);
        if (!proxyHeader.IsEmpty)
            await channel.WriteAsync(proxyHeader);
        return backend.Tls ? await SecureAsync(channel, backend, tls) : channel;
    }

    /// <summary>The connection stands; the backend's answer has a deadline of its own.</summary>
    protected void AwaitAnswer()
    {
        _late = TerminationReason.BackendTimeout;
        _deadline.Arm(_node.Handshake.ResponseTimeout);
    }

    /// <summary>The channel is somebody else's from here on.</summary>
    protected void Given() => _channel = null;

    /// <summary>No deadline goes off any more; a channel that was not given away is closed.</summary>
    protected void End()
    {
        _deadline.Disarm();
        _channel?.Abort();
    }

    /// <summary>What the failure of an attempt is in the vocabulary; null for one that is no failure of the backend.</summary>
    protected UpstreamException? Translated(BackendAddress backend, Exception failure) => failure switch
    {
        TransportException when _isLate => new UpstreamException(_late, $"no answer from {backend} in time"),
        TransportException error => new UpstreamException(ReasonOf(error.Error), error.Message),
        CertificateException error => new UpstreamException(TerminationReason.BackendTlsFailed, error.Message),
        _ => null,
    };

    private TerminationReason ReasonOf(TransportError error) => error switch
    {
        TransportError.Tls => TerminationReason.BackendTlsFailed,
        _ when _inTls => TerminationReason.BackendTlsFailed,
        TransportError.Refused or TransportError.Unreachable => TerminationReason.BackendRefused,
        TransportError.TimedOut => TerminationReason.BackendConnectTimeout,
        TransportError.WriteTimeout => TerminationReason.WriteTimeout,
        TransportError.ResourcesExhausted => TerminationReason.ResourcesExhausted,
        _ => TerminationReason.BackendReset,
    };

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<Channel> ConnectAsync(BackendAddress backend)
    {
        var addresses = await ResolveAsync(backend);
        for (var i = 0; ; i++)
        {
            if (_isLate || _cancelled)
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
}
