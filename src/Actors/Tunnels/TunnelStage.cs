using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Closing;
using ActorProxy.Shared.Termination;
using Akka.Actor;
using Akka.Streams;
using Akka.Streams.Stage;

namespace ActorProxy.Actors.Tunnels;

/// <summary>
/// Owns a tunnel inside the stream: its bytes never become elements, its end is the only one. Orders and the end enter by
/// async callback. If the stage fails or the stream is torn down, so is the tunnel, and its end says why.
/// </summary>
internal sealed class TunnelStage : GraphStageWithMaterializedValue<SourceShape<TunnelReport>, TunnelControl>
{
    private readonly Outlet<TunnelReport> _out = new("tunnel.end");
    private int _running;

    public TunnelStage() => Shape = new SourceShape<TunnelReport>(_out);

    public override SourceShape<TunnelReport> Shape { get; }

    /// <summary>Tunnels that run in stages of this kind: those of one loop.</summary>
    public int Running => Volatile.Read(ref _running);

    public override ILogicAndMaterializedValue<TunnelControl> CreateLogicAndMaterializedValue(Attributes inheritedAttributes)
    {
        var control = new TunnelControl();
        return new LogicAndMaterializedValue<TunnelControl>(new Logic(this, control), control);
    }

    private sealed class Logic : OutGraphStageLogic
    {
        private readonly TunnelStage _stage;
        private readonly TunnelControl _control;
        private Exception? _failure;
        private TunnelEnd? _end; // as the tunnel said it, which may be after the stage has stopped
        private bool _over;

        public Logic(TunnelStage stage, TunnelControl control)
            : base(stage.Shape)
        {
            _stage = stage;
            _control = control;
            SetHandler(stage._out, this);
        }

        public override void PreStart()
        {
            Volatile.Write(ref _stage._running, _stage._running + 1);
            var ended = GetAsyncCallback<TunnelEnd>(OnEnded);
            try
            {
                var tunnel = _control.Tunnel ?? throw new InvalidOperationException("The graph was materialized and given no tunnel.");
                tunnel.Start(end =>
                {
                    _end = end;
                    ended(end);
                });
            }
            catch (Exception failure)
            {
                // The interpreter stops the stage and tells nobody why.
                _failure = failure;
                throw;
            }
            _control.Open(GetAsyncCallback<CloseCommand>(OnClose));
        }

        public override void OnPull()
        {
        }

        public override void PostStop()
        {
            Volatile.Write(ref _stage._running, _stage._running - 1);
            if (_over)
                return;
            // Torn down from outside, or by a fault: no callback enters a stopped stage, so the owner is told from here. A
            // tunnel that was closing for a reason ends for that one.
            _control.Tunnel?.Abort();
            var end = _end ?? new TunnelEnd(TerminationReason.InternalError, TerminationSource.Proxy, null, Cut: true);
            _control.Owner.Tell(end with { Failure = _failure ?? new AbruptStageTerminationException(this) }, ActorRefs.NoSender);
        }

        private void OnClose(CloseCommand command)
        {
            try
            {
                _control.Tunnel!.Close(command);
            }
            catch (Exception failure)
            {
                _failure = failure;
                throw;
            }
        }

        private void OnEnded(TunnelEnd end)
        {
            _over = true;
            Emit(_stage._out, new TunnelReport(_control.Owner, end), CompleteStage);
        }
    }
}
