using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Closing;
using ActorProxy.Shared.Termination;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Stage;

namespace ActorProxy.Actors.Tunnels.Relays;

/// <summary>
/// Owns a relay's tunnel inside a stream: its bytes never become elements, its end is the only one. Orders and the end enter by async
/// callback. If the stage fails or the stream is torn down, so is the tunnel, and its end says why. A stream whose tunnel has ended well
/// waits for the next one: to materialize one took 4 % of a short connection's CPU time and a quarter of what it allocated.
/// </summary>
internal sealed class RelayStage : GraphStageWithMaterializedValue<SourceShape<TunnelReport>, RelayStream>
{
    /// <summary>Streams that wait, at most: 3 KB each.</summary>
    private const int MostIdle = 64;

    private readonly Outlet<TunnelReport> _out = new("tunnel.end");
    private readonly Stack<RelayStream> _idle = new();
    private int _running;

    public RelayStage() => Shape = new SourceShape<TunnelReport>(_out);

    public override SourceShape<TunnelReport> Shape { get; }

    /// <summary>Tunnels that run in stages of this kind: those of one loop.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>A stream that waits for a tunnel; null for none. Call on the loop.</summary>
    public RelayStream? TakeIdle()
    {
        while (_idle.TryPop(out var stream))
            if (!stream.IsOver)
                return stream;
        return null;
    }

    public override ILogicAndMaterializedValue<RelayStream> CreateLogicAndMaterializedValue(Attributes inheritedAttributes)
    {
        var stream = new RelayStream();
        return new LogicAndMaterializedValue<RelayStream>(new Logic(this, stream), stream);
    }

    /// <summary>Has a stream wait for a tunnel; false where enough do. Call on the loop.</summary>
    public bool TryKeep(RelayStream stream)
    {
        if (_idle.Count == MostIdle)
            return false;
        _idle.Push(stream);
        return true;
    }

    private sealed class Logic : OutGraphStageLogic
    {
        private readonly RelayStage _stage;
        private readonly RelayStream _stream;
        private readonly Action<TunnelControl, CloseCommand> _close;
        private readonly Action<TunnelEnd> _ended;
        private TunnelControl? _control; // of the tunnel that runs
        private TunnelEnd? _end; // as the tunnel said it, which may be after the stage has stopped
        private Exception? _failure;

        public Logic(RelayStage stage, RelayStream stream)
            : base(stage.Shape)
        {
            _stage = stage;
            _stream = stream;
            var close = GetAsyncCallback<(TunnelControl Control, CloseCommand Command)>(order => OnClose(order.Control, order.Command));
            _close = (control, command) => close((control, command));
            var ended = GetAsyncCallback<TunnelEnd>(OnEnded);
            _ended = end =>
            {
                _end = end;
                ended(end);
            };
            SetHandler(stage._out, this);
        }

        public override void PreStart()
        {
            _stream.Open(GetAsyncCallback(Begin));
            Begin();
        }

        public override void OnPull()
        {
        }

        public override void PostStop()
        {
            _stream.Close();
            if (_control is not null)
                Count(-1);
            if ((_control ?? _stream.Take()) is not { } control)
                return;
            // Torn down from outside, or by a fault: no callback enters a stopped stage, so the owner is told from here. A
            // tunnel that was closing for a reason ends for that one.
            control.Tunnel.Abort();
            var end = _end ?? new TunnelEnd(TerminationReason.InternalError, TerminationSource.Proxy, null, Cut: true);
            control.Owner.Tell(end with { Failure = _failure ?? new AbruptStageTerminationException(this) }, ActorRefs.NoSender);
        }

        private void Begin()
        {
            if (_stream.Take() is not { } control)
                return;
            _control = control;
            Count(1);
            Guard((control.Tunnel, _ended), static start => start.Tunnel.Start(start._ended));
            control.Open(_close);
        }

        /// <summary>An order may come when the tunnel has ended, and another one runs.</summary>
        private void OnClose(TunnelControl control, CloseCommand command)
        {
            if (ReferenceEquals(control, _control))
                Guard((control.Tunnel, command), static order => order.Tunnel.Close(order.command));
        }

        private void OnEnded(TunnelEnd end)
        {
            var report = new TunnelReport(_control!.Owner, end);
            (_control, _end) = (null, null);
            Count(-1);
            if (_stage.TryKeep(_stream))
                Emit(_stage._out, report);
            else
                Emit(_stage._out, report, CompleteStage);
        }

        /// <summary>The interpreter stops a stage that fails and tells nobody why.</summary>
        /// <param name="given">What the work needs: a closure would be an object of each tunnel.</param>
        private void Guard<T>(T given, Action<T> work)
        {
            try
            {
                work(given);
            }
            catch (Exception failure)
            {
                _failure = failure;
                throw;
            }
        }

        private void Count(int tunnels) => Volatile.Write(ref _stage._running, _stage._running + tunnels);
    }
}
