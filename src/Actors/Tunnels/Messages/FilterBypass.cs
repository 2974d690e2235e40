using ActorProxy.Shared.WebSockets;
using Akka.Streams;
using Akka.Streams.Stage;

namespace ActorProxy.Actors.Tunnels.Messages;

/// <summary>
/// Stands around the filters of one direction: messages go through them, Ping and Pong past them at once, and a Close
/// frame past them after everything that came before it. Holds at most one message and one control frame.
/// </summary>
internal sealed class FilterBypass : GraphStage<BidiShape<DecodedFrame, WebSocketMessage, WebSocketMessage, DecodedFrame>>
{
    private readonly Inlet<DecodedFrame> _in = new("bypass.in");
    private readonly Outlet<WebSocketMessage> _toFilters = new("bypass.toFilters");
    private readonly Inlet<WebSocketMessage> _filtered = new("bypass.filtered");
    private readonly Outlet<DecodedFrame> _out = new("bypass.out");

    public FilterBypass() =>
        Shape = new BidiShape<DecodedFrame, WebSocketMessage, WebSocketMessage, DecodedFrame>(_in, _toFilters, _filtered, _out);

    public override BidiShape<DecodedFrame, WebSocketMessage, WebSocketMessage, DecodedFrame> Shape { get; }

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this);

    private sealed class Logic : GraphStageLogic
    {
        private readonly FilterBypass _stage;
        private DecodedFrame? _control;
        private WebSocketMessage? _message;
        private CloseFrame? _close;
        private Exception? _failure; // of the filters, behind the message that they let pass before

        public Logic(FilterBypass stage)
            : base(stage.Shape)
        {
            _stage = stage;
            SetHandler(stage._in, OnFrame, OnEnd);
            SetHandler(stage._toFilters, Advance, OnFiltersCancelled);
            SetHandler(stage._filtered, OnFiltered, OnFiltersEnded, OnFiltersFailed);
            SetHandler(stage._out, Advance);
        }

        private void OnFrame()
        {
            switch (Grab(_stage._in))
            {
                case WebSocketMessage message:
                    // Filters that cancelled in the meantime are about to fail or to end, which closes the tunnel.
                    if (!IsClosed(_stage._toFilters))
                        Push(_stage._toFilters, message);
                    break;
                case CloseFrame close:
                    _close = close;
                    break;
                case { } control:
                    _control = control;
                    break;
            }
            Advance();
        }

        private void OnEnd()
        {
            Complete(_stage._toFilters);
            Advance();
        }

        private void OnFiltered()
        {
            _message = Grab(_stage._filtered);
            Advance();
        }

        private void OnFiltersEnded()
        {
            if (IsClosed(_stage._in))
                Advance();
            else
                FailStage(new MessageRejectedException("A message filter has ended the stream."));
        }

        private void OnFiltersFailed(Exception failure)
        {
            _failure = failure;
            Advance();
        }

        /// <summary>Why they cancel shows at their other end, where a failure comes out.</summary>
        private void OnFiltersCancelled(Exception cause)
        {
        }

        private void Advance()
        {
            if (IsAvailable(_stage._out))
                PushNext();
            if (_failure is not null && _message is null)
            {
                FailStage(_failure);
                return;
            }
            if (IsClosed(_stage._in) && IsClosed(_stage._filtered) && _control is null && _message is null && _close is null)
            {
                CompleteStage();
                return;
            }
            if (IsAvailable(_stage._out) && _message is null && !IsClosed(_stage._filtered) && !HasBeenPulled(_stage._filtered))
                Pull(_stage._filtered);
            if (IsAvailable(_stage._toFilters) && _control is null && !IsClosed(_stage._in) && !HasBeenPulled(_stage._in))
                Pull(_stage._in);
        }

        private void PushNext()
        {
            if (_control is { } control)
            {
                _control = null;
                Push(_stage._out, control);
            }
            else if (_message is { } message)
            {
                _message = null;
                Push(_stage._out, message);
            }
            else if (_close is { } close && IsClosed(_stage._filtered))
            {
                _close = null;
                Push(_stage._out, close);
            }
        }
    }
}
