using System.Runtime.CompilerServices;
using ActorProxy.Shared.WebSockets;
using ActorProxy.Transport;
using Akka.Streams;
using Akka.Streams.Stage;

namespace ActorProxy.Actors.Tunnels.Messages;

/// <summary>
/// Writes frames to a peer, each as a whole, and asks for the next when the kernel has taken the one before. Lives as
/// long as the tunnel, which says what comes last.
/// </summary>
/// <param name="head">What goes before all frames.</param>
internal sealed class FrameSink(MessageTunnel tunnel, MessagePeer peer, ReadOnlyMemory<byte> head) : GraphStage<SinkShape<DecodedFrame>>
{
    private readonly Inlet<DecodedFrame> _in = new("frames.in");

    public override SinkShape<DecodedFrame> Shape => field ??= new SinkShape<DecodedFrame>(_in);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, tunnel, peer, head);

    private sealed class Logic : InGraphStageLogic
    {
        private readonly Inlet<DecodedFrame> _in;
        private readonly MessageTunnel _tunnel;
        private readonly MessagePeer _peer;
        private readonly ReadOnlyMemory<byte> _head;
        private readonly FrameWriter _writer = new();
        private readonly Action _writable;
        private DecodedFrame? _frame; // under way
        private DecodedFrame? _held; // came while one of our own was
        private ValueTaskAwaiter _write;
        private bool _waiting;
        private bool _done;

        public Logic(FrameSink stage, MessageTunnel tunnel, MessagePeer peer, ReadOnlyMemory<byte> head)
            : base(stage.Shape)
        {
            _in = stage._in;
            _tunnel = tunnel;
            _peer = peer;
            _head = head;
            _writable = GetAsyncCallback(OnWritable);
            SetHandler(_in, this);
        }

        public override void PreStart()
        {
            SetKeepGoing(true);
            _peer.WakeOutput = GetAsyncCallback(OnWake);
            if (!_head.IsEmpty)
                Await(_peer.Channel.WriteAsync(_head));
            Advance();
        }

        public override void OnPush()
        {
            var frame = Grab(_in);
            if (_frame is null)
                Begin(frame);
            else
                _held = frame;
            Advance();
        }

        public override void OnUpstreamFinish() => Advance();

        public override void OnUpstreamFailure(Exception failure)
        {
            _tunnel.OnFilterFailed(_peer, failure);
            Advance();
        }

        public override void PostStop() => _tunnel.OnStageStopped();

        private void OnWake()
        {
            if (_tunnel.IsOver)
                CompleteStage();
            else
                Advance();
        }

        private void OnWritable()
        {
            _waiting = false;
            Take(_write);
            Advance();
        }

        private void Advance()
        {
            while (!_waiting && !_done)
            {
                if (_peer.OutputLost)
                    Lose();
                else if (_writer.TryNext(out var piece))
                    Await(_peer.Channel.WriteAsync(piece));
                else if (!Next())
                    return;
            }
        }

        /// <summary>Between frames: begins one of our own, or says what it waits for.</summary>
        private bool Next()
        {
            if (_frame is CloseFrame)
                _tunnel.OnCloseSent(_peer);
            _frame = null;
            if (_peer.OutputEnding)
                return EndOutput();
            if ((_tunnel.TakeWaiting(_peer) ?? _held) is { } next)
            {
                if (ReferenceEquals(next, _held))
                    _held = null;
                Begin(next);
                return true;
            }
            if (IsClosed(_in) && !_peer.Drained)
                _tunnel.OnDrained(_peer);
            else if (!IsClosed(_in) && !_tunnel.IsTold(_peer) && !HasBeenPulled(_in))
                Pull(_in);
            return false;
        }

        private bool EndOutput()
        {
            CancelInput();
            if (!_tunnel.IsTold(_peer) && _peer.LastFrame is { } last)
            {
                Begin(last);
                return true;
            }
            if (_peer.HoldsFin)
                return false;
            _done = true;
            _peer.Channel.ShutdownSend();
            _tunnel.OnOutputDone(_peer);
            return false;
        }

        /// <summary>The tunnel's own Close frame stands for the other peer's, which is but an answer to it.</summary>
        private void Begin(DecodedFrame frame)
        {
            if (frame is CloseFrame && _peer.LastFrame is { } last)
                frame = last;
            _frame = frame;
            _writer.Begin(frame, _peer.IsDownstream ? null : Masking.NewKey());
        }

        private void Await(ValueTask task)
        {
            var write = task.GetAwaiter();
            if (write.IsCompleted)
            {
                Take(write);
                return;
            }
            _write = write;
            _waiting = true;
            write.UnsafeOnCompleted(_writable);
        }

        private void Take(ValueTaskAwaiter write)
        {
            try
            {
                write.GetResult();
                _tunnel.OnWritten();
            }
            catch (TransportException failure)
            {
                // Where the peer has left, what that means shows where it is read: what it sent before may be there still.
                if (failure.Error == TransportError.WriteTimeout)
                    _tunnel.OnEnd(_peer, failure.Error);
                Lose();
            }
        }

        private void Lose()
        {
            _done = true;
            _writer.Abandon();
            _held = null;
            CancelInput();
            _tunnel.OnOutputDone(_peer);
        }

        private void CancelInput()
        {
            if (!IsClosed(_in))
                Cancel(_in);
        }
    }
}
