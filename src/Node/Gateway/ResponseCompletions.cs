using ActorProxy.Shared.Http;
using ActorProxy.Transport;

namespace ActorProxy.Node.Gateway;

/// <summary>
/// The responses of an HTTP/2 connection, each until its last frame is on its way to the client. The HTTP server takes the last
/// few KiB of a response at once and says no more of them, though the client may give its stream no window for them: so the
/// frames that pass are looked at, and who does not let a response end within the write time-out is late.
/// </summary>
internal sealed class ResponseCompletions
{
    /// <summary>Early resets that are remembered: more than there can be streams, of which some may be late instead.</summary>
    private const int MaxEarly = 256;

    private readonly Lock _gate = new();
    private readonly Dictionary<int, ResponseCompletion> _open = [];
    private readonly HashSet<int> _early = []; // streams that the client has reset before their requests were served
    private readonly EventLoop _loop;
    private readonly TimeSpan _timeout;
    private readonly Deadline _deadline;
    private Http2FrameScanner _sent = new(0);
    private Http2FrameScanner _received = new(Http2Preface.Magic.Length);
    private bool _closed;

    /// <param name="late">Called on the loop, on which this is made, too.</param>
    public ResponseCompletions(EventLoop loop, TimeSpan timeout, Action late)
    {
        _loop = loop;
        _timeout = timeout;
        _deadline = loop.CreateDeadline(() => Judge(late));
    }

    /// <summary>A request is served. May be called from any thread, as may the end's members.</summary>
    public ResponseCompletion Begin(int stream)
    {
        var end = new ResponseCompletion(this, stream);
        lock (_gate)
        {
            if (!_early.Remove(stream))
            {
                _open[stream] = end;
                return end;
            }
        }
        end.Reach();
        return end;
    }

    /// <summary>Whether a request of the stream is served, and its response goes on. May be called from any thread.</summary>
    public bool IsBegun(int stream)
    {
        lock (_gate)
            return _open.ContainsKey(stream);
    }

    /// <summary>These bytes go to the client. Call on the loop.</summary>
    public void OnSent(ReadOnlySpan<byte> bytes)
    {
        while (_sent.TryNext(ref bytes, out var frame))
        {
            if (frame.EndsStream)
                _ = End(frame.Stream);
            else if (frame.Stream != 0)
                Touch(frame.Stream);
        }
    }

    /// <summary>These bytes came from the client. Call on the loop.</summary>
    public void OnReceived(ReadOnlySpan<byte> bytes)
    {
        while (_received.TryNext(ref bytes, out var frame))
        {
            if (frame.ResetsStream && !End(frame.Stream))
                Remember(frame.Stream);
        }
    }

    /// <summary>The connection is over: nothing more is sent. May be called from any thread, and more than once.</summary>
    public void Close()
    {
        ResponseCompletion[] left;
        lock (_gate)
        {
            _closed = true;
            left = [.. _open.Values];
            _open.Clear();
        }
        foreach (var end in left)
            end.Reach();
        _loop.Post(_deadline.Disarm);
    }

    internal void Forget(ResponseCompletion end)
    {
        lock (_gate)
            _open.Remove(end.Stream);
    }

    /// <summary>The server has the whole response.</summary>
    internal void Await(ResponseCompletion end)
    {
        _loop.Post(() =>
        {
            end.Since = _loop.Now;
            lock (_gate)
            {
                if (_closed || !_open.ContainsKey(end.Stream))
                    return;
            }
            if (!_deadline.IsArmed)
                _deadline.Arm(_timeout);
        });
        lock (_gate)
        {
            if (!_closed)
                return;
        }
        end.Reach();
    }

    private bool End(int stream)
    {
        ResponseCompletion? end;
        lock (_gate)
            _open.Remove(stream, out end);
        end?.Reach();
        return end is not null;
    }

    private void Remember(int stream)
    {
        lock (_gate)
        {
            if (_early.Count == MaxEarly)
                _early.Clear();
            _early.Add(stream);
        }
    }

    private void Touch(int stream)
    {
        lock (_gate)
        {
            if (_open.TryGetValue(stream, out var end) && end.Since is not null)
                end.Since = _loop.Now;
        }
    }

    private void Judge(Action late)
    {
        long? oldest = null;
        lock (_gate)
        {
            foreach (var end in _open.Values)
            {
                if (end.Since < (oldest ?? long.MaxValue))
                    oldest = end.Since;
            }
        }
        if (oldest is not { } since)
            return;
        var left = since + (long)_timeout.TotalMilliseconds - _loop.Now;
        if (left <= 0)
            late();
        else
            _deadline.Arm(TimeSpan.FromMilliseconds(left));
    }
}
