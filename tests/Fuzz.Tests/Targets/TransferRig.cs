using System.Net;
using ActorProxy.Actors.Connections.Exchanges;
using ActorProxy.Fuzz.Tests.Engine;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Transport;

namespace ActorProxy.Fuzz.Tests.Targets;

/// <summary>A sender all of whose bytes have come, read in pieces of any size, and a receiver that keeps what it gets.</summary>
internal sealed class TransferRig
{
    private readonly Sender _sender = new();
    private readonly Receiver _receiver = new();

    public static readonly HeadLimits Limits = new(MaxHeadBytes: 512, MaxFields: 8, MaxTargetBytes: 64);

    public ChannelInput Input { get; private set; } = null!; // from its beginning

    /// <summary>How many of the bytes were used.</summary>
    public int Used => _sender.At - Input.Bytes.Length;

    /// <summary>What the receiver has got.</summary>
    public ReadOnlySpan<byte> Output => _receiver.Bytes;

    /// <param name="most">Bytes that come at a time, at most.</param>
    public void Begin(ReadOnlySpan<byte> input, int most, Rng rng)
    {
        _sender.Begin(input, most, rng);
        _receiver.Begin();
        Input = new ChannelInput(_sender, new ExchangeLoop(_sender.Loop));
    }

    public ParseResult<THead> Head<THead>(Actors.Heads.HeadParser<THead> parse)
        where THead : class
    {
        var reading = Input.HeadAsync(parse, Limits).AsTask();
        Judge.That(reading.IsCompleted, "A reader waits for nothing but its channel.");
        var result = reading.GetAwaiter().GetResult();
        Input.Keep();
        return result;
    }

    public (BodyResult Result, BodyTransfer Transfer) Body(BodyFraming framing, BodyCoding coding)
    {
        var transfer = new BodyTransfer(
            Input, new ChannelOutput(_receiver), framing, coding, static fields => fields, static () => { }, Limits);
        var running = transfer.RunAsync().AsTask();
        Judge.That(running.IsCompleted, "A transfer waits for nothing but its channels.");
        return (running.GetAwaiter().GetResult(), transfer);
    }

    private sealed class StillLoop() : EventLoop("fuzz", 0, TimeProvider.System, TimeProvider.System, fault => throw fault)
    {
        protected override bool Poll(int timeoutMs) => true;

        protected override void Wake()
        {
        }

        protected override void CloseAll()
        {
        }
    }

    private abstract class StillChannel : Channel
    {
        // One of its own: what it reads into is for one thread.
        public override EventLoop Loop { get; } = new StillLoop();

        public override IPEndPoint? RemoteEndPoint => null;

        public override IPEndPoint? LocalEndPoint => null;

        public override Action? PeerClosed { get; set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer) => throw new NotSupportedException();

        public override ValueTask ConnectAsync(IPEndPoint endPoint, IPAddress? source = null) => throw new NotSupportedException();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes) => throw new NotSupportedException();

        public override void ShutdownSend() => throw new NotSupportedException();

        public override void Close()
        {
        }

        public override void Abort()
        {
        }
    }

    private sealed class Sender : StillChannel
    {
        private readonly byte[] _bytes = new byte[16 * 1024];
        private int _length;
        private int _most;
        private Rng _rng;

        public int At { get; private set; }

        public void Begin(ReadOnlySpan<byte> input, int most, Rng rng)
        {
            input.CopyTo(_bytes);
            (At, _length, _most, _rng) = (0, input.Length, most, rng);
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer)
        {
            var length = Math.Min(Math.Min(1 + _rng.Next(_most), buffer.Length), _length - At);
            _bytes.AsSpan(At, length).CopyTo(buffer.Span);
            At += length;
            return ValueTask.FromResult(length);
        }
    }

    private sealed class Receiver : StillChannel
    {
        private readonly byte[] _bytes = new byte[64 * 1024];
        private int _length;

        public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

        public void Begin() => _length = 0;

        public override int TryWrite(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(_bytes.AsSpan(_length));
            _length += bytes.Length;
            return bytes.Length;
        }
    }
}
