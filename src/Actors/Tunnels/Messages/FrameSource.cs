using System.Runtime.CompilerServices;
using ActorProxy.Shared.WebSockets;
using ActorProxy.Transport;
using Akka.Streams;
using Akka.Streams.Stage;

namespace ActorProxy.Actors.Tunnels.Messages;

/// <summary>
/// What a peer sends, frame by frame and fragmented messages in one; its Close frame is the last element. Reads from the
/// socket only when there is demand. Lives as long as the tunnel: when no frame is wanted any more, it reads and throws
/// away what comes, to see the peer's end.
/// </summary>
internal sealed class FrameSource(MessageTunnel tunnel, MessagePeer peer, int maxMessageSize, ReadOnlyMemory<byte> early)
    : GraphStage<SourceShape<DecodedFrame>>
{
    private readonly Outlet<DecodedFrame> _out = new("frames.out");

    public override SourceShape<DecodedFrame> Shape => field ??= new SourceShape<DecodedFrame>(_out);

    protected override GraphStageLogic CreateLogic(Attributes inheritedAttributes) => new Logic(this, tunnel, peer, maxMessageSize, early);

    private sealed class Logic : OutGraphStageLogic
    {
        private const int BufferLength = 8 * 1024;

        /// <summary>Reads in a row before other sockets have their turn.</summary>
        private const int MaxReadsPerTurn = 16;

        private readonly Outlet<DecodedFrame> _out;
        private readonly MessageTunnel _tunnel;
        private readonly MessagePeer _peer;
        private readonly byte[] _buffer = new byte[BufferLength]; // not pooled: a read may be under way when the stage stops
        private readonly Action _readable;
        private readonly Action _resume;
        private FrameDecoder? _decoder; // null: what comes is thrown away
        private ValueTaskAwaiter<int> _read;
        private bool _waiting;
        private bool _ended;

        public Logic(FrameSource stage, MessageTunnel tunnel, MessagePeer peer, int maxMessageSize, ReadOnlyMemory<byte> early)
            : base(stage.Shape)
        {
            _out = stage._out;
            _tunnel = tunnel;
            _peer = peer;
            _decoder = new FrameDecoder(new MessageDecoderOptions(peer.IsDownstream, maxMessageSize));
            _decoder.Append(early.Span);
            _readable = GetAsyncCallback(OnReadable);
            _resume = GetAsyncCallback(OnResume);
            if (!early.IsEmpty)
                tunnel.OnBytes(peer, early.Length);
            SetHandler(_out, this);
        }

        public override void PreStart()
        {
            SetKeepGoing(true);
            _peer.WakeInput = GetAsyncCallback(OnWake);
            OnWake();
        }

        public override void OnPull() => Advance();

        public override void OnDownstreamFinish(Exception cause)
        {
            Discard();
            Advance();
        }

        public override void PostStop()
        {
            _decoder?.Dispose();
            _tunnel.OnStageStopped();
        }

        private void OnWake()
        {
            if (_tunnel.IsOver)
            {
                CompleteStage();
            }
            else if (_peer.DiscardInput)
            {
                Discard();
                Advance();
            }
        }

        private void OnReadable()
        {
            _waiting = false;
            Take(_read);
            Advance();
        }

        private void OnResume()
        {
            _waiting = false;
            Advance();
        }

        private void Advance()
        {
            for (var reads = 0; !_waiting && !_ended && (_decoder is null || IsAvailable(_out)); reads++)
            {
                if (_decoder is { } decoder && Decode(decoder))
                    continue;
                if (reads == MaxReadsPerTurn)
                {
                    _waiting = true;
                    _peer.Channel.Loop.Post(_resume);
                    return;
                }
                Await(_peer.Channel.ReadAsync(_buffer));
            }
        }

        /// <summary>False: it takes more bytes.</summary>
        private bool Decode(FrameDecoder decoder)
        {
            if (decoder.TryRead(out var frame))
            {
                _tunnel.OnFrame(_peer, frame);
                Push(_out, frame);
                if (frame is CloseFrame close)
                {
                    Discard();
                    _tunnel.OnClose(_peer, close);
                }
                return true;
            }
            if (decoder.Violation is not { } violation)
                return false;
            Discard();
            _tunnel.OnViolation(_peer, violation);
            return true;
        }

        private void Await(ValueTask<int> task)
        {
            var read = task.GetAwaiter();
            if (read.IsCompleted)
            {
                Take(read);
                return;
            }
            _read = read;
            _waiting = true;
            read.UnsafeOnCompleted(_readable);
        }

        private void Take(ValueTaskAwaiter<int> read)
        {
            int length;
            try
            {
                length = read.GetResult();
            }
            catch (TransportException failure)
            {
                End(failure.Error);
                return;
            }
            if (length == 0)
            {
                End(TransportError.None);
            }
            else if (_decoder is { } decoder)
            {
                _tunnel.OnBytes(_peer, length);
                decoder.Append(_buffer.AsSpan(0, length));
            }
        }

        private void End(TransportError error)
        {
            _ended = true;
            Discard();
            _tunnel.OnEnd(_peer, error);
        }

        private void Discard()
        {
            _decoder?.Dispose();
            _decoder = null;
            if (!IsClosed(_out))
                Complete(_out);
        }
    }
}
