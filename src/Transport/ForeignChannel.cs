using System.Net;
using System.Runtime.CompilerServices;

namespace ActorProxy.Transport;

/// <summary>
/// A channel whose bytes another library moves, on threads of its own: a stream of HTTP/2. To its users it is as any other: its members
/// are called on the loop, and complete there.
/// </summary>
/// <param name="writeTimeout">How long the peer may take nothing of what waits for it; zero for any time.</param>
public abstract class ForeignChannel(EventLoop loop, TimeSpan writeTimeout) : Channel
{
    private WriteDeadline? _deadline; // made with the first write that waits
    private Action? _peerClosed;
    private bool _isPeerGone;
    private bool _isReading;
    private bool _isSending;
    private int _underWay;
    private bool _isIdleTold;

    public sealed override EventLoop Loop => loop;

    public override IPEndPoint? RemoteEndPoint => null;

    public override IPEndPoint? LocalEndPoint => null;

    public sealed override Action? PeerClosed
    {
        get => _peerClosed;
        set
        {
            _peerClosed = value;
            if (_isPeerGone && value is not null)
                loop.Post(TellPeerClosed);
        }
    }

    /// <summary>What everything fails with from now on; null while it is open.</summary>
    protected TransportException? Failure { get; private set; }

    /// <exception cref="InvalidOperationException">Always: it is connected.</exception>
    public sealed override ValueTask ConnectAsync(IPEndPoint endPoint, IPAddress? source = null) =>
        throw new InvalidOperationException("The channel is connected.");

    public sealed override ValueTask<int> ReadAsync(Memory<byte> buffer)
    {
        if (Failure is not null)
            return ValueTask.FromException<int>(Failure);
        if (_isReading)
            throw new InvalidOperationException("The channel has a read under way already.");
        try
        {
            var receiving = loop.ReadsLeft-- > 0 ? ReceiveAsync() : ReceiveLaterAsync();
            return receiving.IsCompletedSuccessfully ? new ValueTask<int>(Take(buffer.Span)) : WaitAndTakeAsync(receiving, buffer);
        }
        catch (Exception failure)
        {
            return ValueTask.FromException<int>(Translated(failure));
        }
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder))]
    public sealed override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        Check();
        var sending = SendAsync(bytes);
        if (!sending.IsCompleted)
        {
            _deadline ??= new WriteDeadline(loop, writeTimeout, () => End(WriteDeadline.Late(), reset: true));
            _deadline.Restart();
        }
        _underWay++;
        _isSending = true;
        try
        {
            await sending.ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            await loop.Enter();
            throw Failure ?? Translated(failure);
        }
        finally
        {
            await loop.Enter();
            _isSending = false;
            _deadline?.Stop();
            Done();
        }
        Check();
    }

    public sealed override void Close() => End(Aborted(), reset: false);

    public sealed override void Abort() => End(Aborted(), reset: true);

    /// <summary>The peer has ended or broken the stream. May be called from any thread, and more than once.</summary>
    public void EndPeer() => loop.Post(() =>
    {
        if (_isPeerGone)
            return;
        _isPeerGone = true;
        if (!_isReading)
            TellPeerClosed();
    });

    /// <summary>Waits for bytes or the end. It may complete on any thread, and fails where <see cref="OnClosed"/> was called.</summary>
    protected abstract ValueTask ReceiveAsync();

    /// <summary>Takes what <see cref="ReceiveAsync"/> has received. Called on the loop.</summary>
    /// <returns>Bytes; 0 at the end.</returns>
    protected abstract int Take(Span<byte> buffer);

    /// <summary>Hands bytes over. It may complete on any thread, and fails where <see cref="OnClosed"/> was called.</summary>
    protected abstract ValueTask SendAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Ends what is under way. Called on the loop, once.</summary>
    protected abstract void OnClosed(bool reset);

    /// <summary>It is closed, and the library does nothing for it any more. Called on the loop, once.</summary>
    protected virtual void OnIdle()
    {
    }

    /// <summary>A part of what waits to be sent was taken: the time of the rest begins. May be called from any thread.</summary>
    protected void Progress() => loop.Post(() =>
    {
        if (_isSending)
            _deadline?.Restart();
    });

    /// <summary>What a failure of the library is.</summary>
    protected static TransportException Translated(Exception failure) => failure as TransportException
        ?? new TransportException(TransportError.Reset, failure.Message);

    /// <exception cref="TransportException">It is closed.</exception>
    protected void Check()
    {
        if (Failure is not null)
            throw Failure;
    }

    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    private async ValueTask<int> WaitAndTakeAsync(ValueTask receiving, Memory<byte> buffer)
    {
        _isReading = true;
        _underWay++;
        try
        {
            await receiving.ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            await loop.Enter();
            throw Failure ?? Translated(failure);
        }
        finally
        {
            await loop.Enter();
            _isReading = false;
            Done();
        }
        Check();
        try
        {
            return Take(buffer.Span);
        }
        catch (Exception failure)
        {
            throw Translated(failure);
        }
    }

    /// <summary>A peer that sends as fast as it is read would else have the loop for itself.</summary>
    private async ValueTask ReceiveLaterAsync()
    {
        var later = new TaskCompletionSource();
        loop.Post(later.SetResult);
        await later.Task;
        await ReceiveAsync();
    }

    private void Done()
    {
        _underWay--;
        TellIdle();
    }

    // What is under way may end within the call that closes it.
    private void TellIdle()
    {
        if (Failure is null || _underWay > 0 || _isIdleTold)
            return;
        _isIdleTold = true;
        OnIdle();
    }

    private void End(TransportException failure, bool reset)
    {
        if (Failure is not null)
            return;
        Failure = failure;
        try
        {
            OnClosed(reset);
        }
        finally
        {
            TellIdle();
        }
    }

    private void TellPeerClosed()
    {
        var told = _peerClosed;
        _peerClosed = null;
        if (Failure is null)
            told?.Invoke();
    }

    private static TransportException Aborted() => new(TransportError.Aborted, "the channel was closed by its own side");
}
