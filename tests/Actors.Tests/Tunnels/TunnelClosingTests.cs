using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Tunnels;
using ActorProxy.Shared.Termination;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Tests.Tunnels;

/// <summary>The rules by which tunnels end (RFC 6455 section 7), without sockets.</summary>
public sealed class TunnelClosingTests : IClosingTunnel
{
    private static readonly TunnelTimeouts Timeouts = new(Idle: TimeSpan.FromSeconds(60), Close: TimeSpan.FromSeconds(5),
        Fin: TimeSpan.FromSeconds(1));

    private readonly List<string> _orders = [];
    private TimeSpan? _armed;
    private TimeSpan _idle;
    private bool _holdsBack;
    private TunnelEnd? _end;
    private TimeSpan _fin; // how long the backend's is waited for

    [Fact]
    public void An_order_tells_both_once_and_the_wait_for_them_is_bounded()
    {
        var closing = Opened();
        closing.Close(CloseCommand.For(TerminationReason.OperatorClose, "by hand"));
        closing.Close(CloseCommand.For(TerminationReason.NodeShutdown));
        Assert.Equal(["tell both 1008 by hand"], _orders);
        Assert.Equal(Timeouts.Close, _armed);

        _idle = TimeSpan.Zero; // who still sends does not stretch it
        closing.OnTold(RelaySide.Downstream);
        closing.OnDue();

        Assert.Equal(new TunnelEnd(TerminationReason.OperatorClose, TerminationSource.Proxy, 1008, Cut: false), _end);
    }

    [Fact]
    public void An_order_reaches_peers_that_are_ending_among_themselves()
    {
        var closing = Opened();
        closing.OnEnd(RelaySide.Downstream, TransportError.None); // and the backend goes on sending for hours

        closing.Close(CloseCommand.For(TerminationReason.OperatorClose));

        Assert.Equal(["tell both 1008 "], _orders);
        closing.OnDue();
        Assert.Equal(TerminationReason.ClientLost, _end!.Reason);
    }

    [Fact]
    public void A_client_that_was_not_told_and_did_not_end_is_cut()
    {
        var closing = Opened();
        closing.Close(CloseCommand.For(TerminationReason.NodeShutdown));
        closing.OnDue();

        Assert.True(_end!.Cut);
    }

    [Fact]
    public void What_was_held_back_has_the_close_timeout_once_more()
    {
        var closing = Opened();
        Assert.True(closing.TryBegin(CloseCommand.For(TerminationReason.MessageTooBig), TerminationSource.Client));
        Assert.False(closing.TryBegin(CloseCommand.For(TerminationReason.NodeShutdown), TerminationSource.Proxy));
        _holdsBack = true;
        closing.OnDue();
        Assert.Null(_end);
        Assert.Equal(Timeouts.Close, _armed);

        closing.OnDue();

        Assert.Equal((TerminationReason.MessageTooBig, TerminationSource.Client, 1009), (_end!.Reason, _end.EndedBy, _end.CloseCode));
        Assert.Empty(_orders);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Bytes_put_the_idle_timeout_off(bool endsWithFirstClose)
    {
        var closing = Opened(endsWithFirstClose);
        Assert.Equal(Timeouts.Idle, _armed);
        _idle = TimeSpan.FromSeconds(20);
        closing.OnDue();
        Assert.Equal(TimeSpan.FromSeconds(40), _armed);

        _idle = Timeouts.Idle;
        closing.OnDue();

        Assert.Equal(["tell both 1001 idle time-out"], _orders);
    }

    [Fact]
    public void Peers_that_end_among_themselves_may_finish_what_they_send()
    {
        var closing = Opened();
        closing.OnEnd(RelaySide.Downstream, TransportError.None);
        _idle = TimeSpan.FromSeconds(2);
        closing.OnDue();
        Assert.Equal(TimeSpan.FromSeconds(3), _armed);

        _idle = Timeouts.Close;
        closing.OnDue();

        Assert.Equal(new TunnelEnd(TerminationReason.ClientLost, TerminationSource.Client, null, Cut: false), _end);
    }

    [Theory] // RFC 6455 section 7.1.5: the first Close frame's code
    [InlineData(RelaySide.Downstream, TerminationSource.Client)]
    [InlineData(RelaySide.Upstream, TerminationSource.Backend)]
    public void Who_closed_first_is_remembered(RelaySide first, TerminationSource by)
    {
        var closing = Opened();
        closing.OnClose(first, 4000);
        Assert.False(closing.IsEnding);
        closing.OnClose(TunnelClosing.Other(first), 1000);
        Assert.True(closing.IsEnding);
        Assert.Equal(Timeouts.Close, _armed);

        closing.OnTold(RelaySide.Downstream);
        closing.Finish();
        closing.Finish();

        Assert.Equal(new TunnelEnd(TerminationReason.Closed, by, 4000, Cut: false), _end);
    }

    [Fact]
    public void The_first_close_frame_begins_the_end_where_the_tunnel_answers_for_peers()
    {
        var closing = Opened(endsWithFirstClose: true);
        closing.OnClose(RelaySide.Downstream, 1000);
        Assert.True(closing.IsEnding);
        Assert.False(closing.OwesAnswer);

        closing.OnEnd(RelaySide.Upstream, TransportError.None);

        Assert.True(closing.OwesAnswer);
        Assert.Empty(_orders);
        closing.Finish();
        Assert.Equal((TerminationReason.Closed, 1000), (_end!.Reason, _end.CloseCode));
    }

    [Theory]
    [InlineData(TransportError.None, TerminationReason.BackendLost, 1014)]
    [InlineData(TransportError.Reset, TerminationReason.BackendLost, 1014)]
    [InlineData(TransportError.WriteTimeout, TerminationReason.WriteTimeout, 1014)]
    public void A_backend_that_ends_without_a_close_frame_is_lost(TransportError error, TerminationReason reason, int code)
    {
        var closing = Opened();
        closing.OnEnd(RelaySide.Upstream, error);
        Assert.Equal([$"tell of loss {code} backend lost"], _orders);

        closing.OnTold(RelaySide.Downstream);
        closing.OnDue();

        Assert.Equal(new TunnelEnd(reason, TerminationSource.Backend, code, Cut: false), _end);
    }

    [Theory]
    [InlineData(TransportError.None, TerminationReason.ClientLost, false, false)]
    [InlineData(TransportError.Reset, TerminationReason.ClientLost, false, true)]
    [InlineData(TransportError.WriteTimeout, TerminationReason.WriteTimeout, true, false)]
    [InlineData(TransportError.BufferLimit, TerminationReason.BufferLimit, true, false)]
    public void A_client_that_ends_without_a_close_frame_is_lost_and_one_that_does_not_read_is_cut(
        TransportError error, TerminationReason reason, bool cut, bool gone)
    {
        var closing = Opened();
        closing.OnEnd(RelaySide.Downstream, error);

        Assert.Equal(gone, closing.IsClientGone);
        Assert.True(closing.PassesEnd(RelaySide.Upstream));
        closing.Finish();
        Assert.Equal(new TunnelEnd(reason, TerminationSource.Client, null, cut), _end);
    }

    [Fact] // RFC 6455 section 7.1.1
    public void The_fin_of_a_client_that_has_closed_waits_for_the_backends_answer()
    {
        var closing = Opened();
        closing.OnClose(RelaySide.Downstream, 1000);
        closing.OnEnd(RelaySide.Downstream, TransportError.None);
        Assert.False(closing.PassesEnd(RelaySide.Upstream));
        closing.OnClose(RelaySide.Upstream, 1000);
        Assert.True(closing.PassesEnd(RelaySide.Upstream));
        Assert.False(closing.PassesEnd(RelaySide.Downstream));
        closing.OnEnd(RelaySide.Upstream, TransportError.None);
        Assert.True(closing.PassesEnd(RelaySide.Downstream));
        Assert.True(closing.HaveBothEnded);

        closing.Finish();

        Assert.Equal(TerminationReason.Closed, _end!.Reason);
    }

    [Theory] // RFC 6455 section 5.5.1: nothing comes behind them
    [InlineData(RelaySide.Downstream)]
    [InlineData(RelaySide.Upstream)]
    public void Behind_both_close_frames_the_end_of_one_side_is_that_of_the_tunnel(RelaySide ended)
    {
        var closing = Opened();
        closing.OnClose(RelaySide.Downstream, 1000);
        Assert.False(closing.IsDone);
        closing.OnClose(RelaySide.Upstream, 1000);
        Assert.False(closing.IsDone);

        closing.OnEnd(ended, TransportError.None);

        Assert.True(closing.IsDone);
    }

    [Fact]
    public void Behind_one_close_frame_both_sides_have_to_end()
    {
        var closing = Opened();
        closing.OnClose(RelaySide.Upstream, 1000);
        closing.OnEnd(RelaySide.Upstream, TransportError.None);
        Assert.False(closing.IsDone);
        closing.OnEnd(RelaySide.Downstream, TransportError.None);
        Assert.True(closing.IsDone);
    }

    [Theory] // RFC 6455 section 7.1.1: the server closes TCP first
    [InlineData(RelaySide.Downstream)]
    [InlineData(RelaySide.Upstream)]
    public void Behind_the_close_handshake_of_the_peers_the_backend_is_to_end_first(RelaySide first)
    {
        var closing = Opened();
        Closed(closing, first);
        Closed(closing, TunnelClosing.Other(first));
        Assert.True(closing.HaveBothClosed);
        Assert.False(closing.IsForBackendToEnd); // the client has not ended

        closing.OnEnd(RelaySide.Downstream, TransportError.None);

        Assert.True(closing.IsForBackendToEnd);
        closing.Finish();
        Assert.Equal((Timeouts.Fin, TerminationReason.Closed), (_fin, _end!.Reason));
    }

    [Fact]
    public void Behind_an_order_the_tunnel_is_over_with_the_client_and_the_backend_is_to_end_first()
    {
        var closing = Opened();
        closing.Close(CloseCommand.For(TerminationReason.NodeShutdown));
        closing.OnTold(RelaySide.Downstream);
        closing.OnEnd(RelaySide.Downstream, TransportError.None);
        Assert.False(closing.IsDone); // the backend has not heard of it
        closing.OnTold(RelaySide.Upstream);
        Assert.True(closing.IsDone);

        closing.Finish();

        Assert.Equal(Timeouts.Fin, _fin);
    }

    [Fact]
    public void Where_the_backend_need_not_be_first_an_order_waits_for_both()
    {
        var closing = new TunnelClosing(this, Timeouts with { Fin = TimeSpan.Zero }, endsWithFirstClose: false);
        closing.Start();
        closing.Close(CloseCommand.For(TerminationReason.NodeShutdown));
        closing.OnTold(RelaySide.Downstream);
        closing.OnTold(RelaySide.Upstream);
        closing.OnEnd(RelaySide.Downstream, TransportError.None);
        Assert.Equal((false, false, false), (closing.IsBackendFirst, closing.IsDone, closing.IsForBackendToEnd));
        closing.OnEnd(RelaySide.Upstream, TransportError.None);
        Assert.True(closing.IsDone);
    }

    [Theory]
    [InlineData(TransportError.None)]
    [InlineData(TransportError.Reset)]
    public void The_backend_is_not_waited_for_where_the_client_was_lost(TransportError error)
    {
        var closing = Opened();
        closing.OnEnd(RelaySide.Downstream, error);
        closing.Finish();

        Assert.Equal(TimeSpan.Zero, _fin);
    }

    [Fact]
    public void The_backend_is_not_waited_for_where_it_has_not_answered_the_client()
    {
        var closing = Opened();
        Closed(closing, RelaySide.Downstream);
        closing.OnEnd(RelaySide.Downstream, TransportError.Reset);
        closing.Finish();

        Assert.Equal(TimeSpan.Zero, _fin);
    }

    [Fact]
    public void The_backend_is_not_waited_for_where_the_close_timeout_is_over()
    {
        var closing = Opened();
        closing.Close(CloseCommand.For(TerminationReason.NodeShutdown));
        closing.OnTold(RelaySide.Downstream);
        closing.OnTold(RelaySide.Upstream);
        closing.OnDue();

        Assert.Equal((TimeSpan.Zero, false), (_fin, _end!.Cut));
    }

    [Fact]
    public void The_backend_is_not_waited_for_where_the_client_is_cut()
    {
        var closing = Opened();
        closing.Close(CloseCommand.For(TerminationReason.NodeShutdown));
        closing.OnTold(RelaySide.Downstream);
        closing.OnTold(RelaySide.Upstream);
        closing.OnEnd(RelaySide.Downstream, TransportError.WriteTimeout);
        Assert.False(closing.IsDone);
        closing.Finish();

        Assert.Equal((TimeSpan.Zero, true), (_fin, _end!.Cut));
    }

    [Theory]
    [InlineData(TransportError.Reset, false)]
    [InlineData(TransportError.None, true)]
    public void That_fin_waits_for_nothing_where_the_client_is_gone_or_an_order_ends_the_tunnel(TransportError error, bool order)
    {
        var closing = Opened();
        closing.OnClose(RelaySide.Downstream, 1000);
        closing.OnEnd(RelaySide.Downstream, error);
        if (order)
            closing.Close(CloseCommand.For(TerminationReason.NodeShutdown));

        Assert.True(closing.PassesEnd(RelaySide.Upstream));
    }

    [Fact]
    public void An_abort_is_a_fault_of_ours_and_tells_it()
    {
        var fault = new InvalidOperationException("defect");
        var closing = Opened();
        closing.Failure = fault;
        closing.Abort();

        Assert.Equal(new TunnelEnd(TerminationReason.InternalError, TerminationSource.Proxy, null, Cut: true) { Failure = fault }, _end);
        Assert.True(closing.IsOver);
        closing.Close(CloseCommand.For(TerminationReason.NodeShutdown));
        Assert.Empty(_orders);
    }

    TimeSpan IClosingTunnel.Idle => _idle;

    void IClosingTunnel.Arm(TimeSpan after) => _armed = after;

    void IClosingTunnel.TellBoth(CloseCommand command) => _orders.Add($"tell both {command.Code} {command.Text}");

    void IClosingTunnel.TellOfLoss(CloseCommand command) => _orders.Add($"tell of loss {command.Code} {command.Text}");

    bool IClosingTunnel.TrySendLast()
    {
        var held = _holdsBack;
        _holdsBack = false;
        return held;
    }

    void IClosingTunnel.End(TunnelEnd end, TimeSpan fin)
    {
        Assert.Null(_end);
        (_end, _fin) = (end, fin);
    }

    /// <summary>A side's Close frame has passed to the other one.</summary>
    private static void Closed(TunnelClosing closing, RelaySide from)
    {
        closing.OnClose(from, 1000);
        closing.OnTold(TunnelClosing.Other(from));
    }

    private TunnelClosing Opened(bool endsWithFirstClose = false)
    {
        var closing = new TunnelClosing(this, Timeouts, endsWithFirstClose);
        closing.Start();
        return closing;
    }
}
