using System.Runtime.CompilerServices;
using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tunnels.Extensions;
using ActorProxy.Actors.Tunnels.Taps;
using ActorProxy.Shared.WebSockets;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Tunnels.Relays;

/// <summary>
/// A tunnel that relays bytes and reads no more than frame headers. What is our own, Close frames and those of extensions, it puts
/// between frames, never into one.
/// </summary>
internal sealed class RelayTunnel : ITunnel, IClosingTunnel, ITunnelAccess, IRelayHandler
{
    private TunnelStart? _start; // until it has started: what it holds is not kept for the tunnel's life
    private readonly LoopTraffic _totals;
    private readonly Relay _relay;
    private readonly Deadline _deadline;
    private readonly TunnelClosing _closing;
    private readonly TunnelExtensions? _extensions;
    private RelayFlow _fromDownstream;
    private RelayFlow _fromUpstream;
    private Action<TunnelEnd>? _ended;
    private bool _running; // what came before the tunnel has passed

    public RelayTunnel(ITransport transport, TunnelStart start, TunnelPlan plan, LoopTraffic totals)
    {
        _start = start;
        _totals = totals;
        _relay = transport.CreateRelay(start.Downstream, start.Upstream, this);
        _closing = new TunnelClosing(this, plan.Timeouts, endsWithFirstClose: false);
        _deadline = _relay.Loop.CreateDeadline(() => Guard(_closing.OnDue));
        if (!plan.Extensions.IsEmpty)
            _extensions = TunnelExtensions.Of(plan.Extensions, _relay.Loop, Guard);
    }

    public Traffic Traffic => new(
        Volatile.Read(ref _fromDownstream.Bytes), Volatile.Read(ref _fromUpstream.Bytes),
        _fromDownstream.Scanner.Messages, _fromUpstream.Scanner.Messages);

    public TunnelTaps? Taps { get; set; }

    public TimeSpan Idle => TimeSpan.FromMilliseconds(_relay.Loop.Now - _relay.LastActivity);

    public void Start(Action<TunnelEnd> ended)
    {
        var start = _start ?? throw new InvalidOperationException("The tunnel was started before.");
        _start = null;
        _ended = ended;
        _extensions?.Open(this);
        _relay.Inject(RelaySide.Downstream, start.ResponseHead.Span);
        PassEarly(RelaySide.Upstream, start.EarlyFromUpstream.Span);
        PassEarly(RelaySide.Downstream, start.EarlyFromDownstream.Span);
        _closing.Start();
        _running = true;
        _relay.Start();
    }

    public void Close(CloseCommand command) => _closing.Close(command);

    public void Abort() => _closing.Abort();

    public int OnBytes(RelaySide from, ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Pass(from, bytes);
        }
        catch (Exception defect)
        {
            Fail(defect);
            return 0;
        }
    }

    public void OnEnd(RelaySide side, TransportError error)
    {
        try
        {
            End(side, error);
        }
        catch (Exception defect)
        {
            Fail(defect);
        }
    }

    public void OnSent(RelaySide to) => Guard(FinishIfDone);

    /// <summary>Later: the caller may be looking at bytes that are about to pass.</summary>
    void ITunnelAccess.Close(CloseCommand command) => Later(() => _closing.Close(command));

    Deadline ITunnelAccess.CreateTimer(Action due) => _extensions!.CreateTimer(due);

    bool ITunnelAccess.TrySend(RelaySide to, DecodedFrame frame)
    {
        if (_closing.IsEnding || _closing.Of(to).Told || !_extensions!.TryWait(to, frame))
            return false;
        Later(() => SendWaiting(to)); // as Close
        return true;
    }

    void IClosingTunnel.Arm(TimeSpan after) => _deadline.Arm(after);

    void IClosingTunnel.TellBoth(CloseCommand command)
    {
        StopAtBoundary(RelaySide.Downstream);
        StopAtBoundary(RelaySide.Upstream);
    }

    /// <summary>In the middle of a frame, there is no place for a Close frame.</summary>
    void IClosingTunnel.TellOfLoss(CloseCommand command)
    {
        _relay.Discard(RelaySide.Downstream);
        if (_fromUpstream.Scanner.AtBoundary)
            SendClose(RelaySide.Downstream);
        else
            _closing.Finish();
    }

    void IClosingTunnel.End(TunnelEnd end, TimeSpan fin)
    {
        _deadline.Disarm();
        if (fin > TimeSpan.Zero)
            _relay.CloseBehindPeer(RelaySide.Upstream, fin);
        else
            _relay.Close(abort: end.Cut);
        _ended?.Invoke(_extensions?.End(end) ?? end);
    }

    private int Pass(RelaySide from, ReadOnlySpan<byte> bytes)
    {
        ref var flow = ref Flow(from);
        var allowed = flow.Allowance(bytes);
        if (allowed < bytes.Length)
            bytes = bytes[..allowed];
        Taps?.OnBytes(from, bytes, flow.Scanner);
        if (_extensions is not null)
            PassExtensions(from, ref flow, bytes);
        var messages = flow.Scanner.Scan(bytes);
        flow.Bytes += allowed;
        if (from == RelaySide.Downstream)
            _totals.FromClient(allowed, messages);
        else
            _totals.FromBackend(allowed, messages);
        if (flow.Scanner.CloseSeen && !_closing.Of(from).CloseSeen)
            NoteClose(from, flow.Scanner.CloseCode);
        if (flow is { Stopping: true, Stopped: false } && flow.Scanner.AtBoundary)
            StopHere(from, ref flow);
        return allowed;
    }

    private void End(RelaySide side, TransportError error)
    {
        _closing.OnEnd(side, error);
        var other = TunnelClosing.Other(side);
        if (_closing.IsDone && (_closing.IsBackendFirst || IsAllSent))
            FinishIfDone();
        else if (_closing.HaveBothEnded)
            _closing.Finish();
        else if (_closing.PassesEnd(other))
            _relay.ShutdownSend(other);
        // A client whose connection broke: the backend gets what came before, and is not waited for (RFC 8441 section 5, and the RST of a
        // TCP connection that it stands for).
        if (side == RelaySide.Downstream && _closing is { IsClientGone: true, Command: null } && _relay.Pending(RelaySide.Upstream) == 0)
            _closing.Finish();
    }

    /// <summary>Closes a tunnel from which nothing more is to come, once what was taken is sent.</summary>
    private void FinishIfDone()
    {
        if (_closing.IsOver || !_closing.IsDone)
            return;
        if (_closing.HaveBothEnded || IsAllSent)
            _closing.Finish();
        else
            _relay.TellSent(_relay.Pending(RelaySide.Upstream) > 0 ? RelaySide.Upstream : RelaySide.Downstream);
    }

    private bool IsAllSent => _relay.Pending(RelaySide.Downstream) == 0 && _relay.Pending(RelaySide.Upstream) == 0;

    /// <summary>Behind both Close frames we close the client's connection as its server, and leave the backend's to the backend.</summary>
    private void EndAsServer()
    {
        if (_closing.IsDone)
            FinishIfDone();
        // Most backends send their FIN with the frame: its end, which is told next, closes both connections without another call.
        else if (!_relay.HasEnded(RelaySide.Upstream))
            _relay.ShutdownSend(RelaySide.Downstream);
    }

    private void PassEarly(RelaySide from, ReadOnlySpan<byte> bytes)
    {
        if (!bytes.IsEmpty)
            _relay.Inject(TunnelClosing.Other(from), bytes[..OnBytes(from, bytes)]);
    }

    private void NoteClose(RelaySide from, int? code)
    {
        var to = TunnelClosing.Other(from);
        _closing.OnClose(from, code);
        _closing.OnTold(to);
        if (_closing is { IsBackendFirst: true, HaveBothClosed: true })
            Later(EndAsServer); // the second frame is still in the relay's hands
        else if (from == RelaySide.Upstream && _closing.Of(to).Ended)
            Later(PassClientsFin);
    }

    /// <summary>The FIN that waited for the backend's answer to the client's Close frame.</summary>
    private void PassClientsFin() => _relay.ShutdownSend(RelaySide.Upstream);

    private void StopAtBoundary(RelaySide from)
    {
        ref var flow = ref Flow(from);
        if (_closing.Of(from).Ended)
            return;
        flow.Stopping = true;
        if (flow.Scanner.AtBoundary)
            StopHere(from, ref flow);
    }

    private void StopHere(RelaySide from, ref RelayFlow flow)
    {
        flow.Stopped = true;
        // Later: the bytes up to the boundary are still in the relay's hands.
        Later(() => SendClose(TunnelClosing.Other(from)));
    }

    private void SendClose(RelaySide to)
    {
        if (_closing.IsOver || _closing.Command is not { } command)
            return;
        if (!_closing.Of(to).Told)
        {
            Span<byte> frame = stackalloc byte[ControlFrame.MaxLength];
            uint? key = to == RelaySide.Downstream ? null : Masking.NewKey();
            _relay.Inject(to, frame[..ControlFrame.WriteClose(frame, command.Code, command.Text, key)]);
        }
        _closing.OnTold(to);
        // The backend is to close TCP first (RFC 6455 section 7.1.1).
        if (to == RelaySide.Downstream || !_closing.IsBackendFirst)
            _relay.ShutdownSend(to);
        FinishIfDone();
    }

    /// <summary>Extensions see the headers, and what they send goes behind the frame that ends in these bytes.</summary>
    private void PassExtensions(RelaySide from, ref RelayFlow flow, ReadOnlySpan<byte> bytes)
    {
        var to = TunnelClosing.Other(from);
        _extensions!.OnBytes(from, bytes);
        if (!_extensions.IsWaiting(to) || flow.Stopping || !_running)
            return;
        var boundary = flow.Scanner.BytesToBoundary(bytes);
        var after = flow.Scanner; // a copy: a frame may end just where the bytes do
        after.Scan(bytes[..boundary]);
        Span<byte> frame = stackalloc byte[ControlFrame.MaxLength];
        if (after is { AtBoundary: true, CloseSeen: false })
            _relay.InjectBehind(to, boundary, frame[.._extensions.Take(to, frame)]);
    }

    private void SendWaiting(RelaySide to)
    {
        ref var flow = ref Flow(TunnelClosing.Other(to));
        if (_closing.IsEnding || !_extensions!.IsWaiting(to) || !flow.Scanner.AtBoundary || _closing.Of(to).Told)
            return;
        Span<byte> frame = stackalloc byte[ControlFrame.MaxLength];
        _relay.Inject(to, frame[.._extensions.Take(to, frame)]);
    }

    private void Later(Action work) => _relay.Loop.Post(new Guarded(this, work));

    private void Guard(Action work)
    {
        try
        {
            work();
        }
        catch (Exception defect)
        {
            Fail(defect);
        }
    }

    /// <summary>
    /// What the loop calls is in no stage: a defect there is told with the tunnel's end, or it would stand open without anybody
    /// who looks after it. Later, since the relay is in the middle of a call.
    /// </summary>
    private void Fail(Exception defect)
    {
        _closing.Failure ??= defect;
        _relay.Loop.Post(Abort);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref RelayFlow Flow(RelaySide from)
    {
        if (from == RelaySide.Downstream)
            return ref _fromDownstream;
        return ref _fromUpstream;
    }

    private sealed class Guarded(RelayTunnel tunnel, Action work) : IThreadPoolWorkItem
    {
        public void Execute() => tunnel.Guard(work);
    }
}
