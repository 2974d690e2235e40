using System.Net;
using ActorProxy.Actors.Heads;
using ActorProxy.Fuzz.Tests.Engine;
using ActorProxy.Shared.Http;
using ActorProxy.Transport;

namespace ActorProxy.Fuzz.Tests.Targets;

/// <summary>Heads that follow each other on a connection whose reads bring pieces of any size.</summary>
internal sealed class HeadReaderTarget() : FuzzTarget("head-reader", "Actors/Connections/HeadReader.cs")
{
    // The longest head takes more than the reader's first buffer.
    private static readonly HeadLimits Limits = new(MaxHeadBytes: 6 * 1024);

    private readonly Pieces _pieces = new();

    public override int MaxLength => 16 * 1024;

    public override IReadOnlyList<string> Dictionary { get; } =
        ["GET / HTTP/1.1\r\nHost: h\r\n\r\n", "\r\n", "\r\n\r\n", "Host: ", "Cookie: ", " HTTP/1.1\r\n"];

    public override Verdict Run(ReadOnlySpan<byte> input, Rng rng)
    {
        _pieces.Begin(input, rng);
        using var reader = new HeadReader(_pieces, Limits);
        for (var rest = input; ;)
        {
            var whole = RequestHeadParser.Parse(rest, Limits);
            var read = reader.NextAsync<RequestHead>(RequestHeadParser.Parse).AsTask();
            Judge.That(read.IsCompleted, "A reader waits for nothing but its channel.");
            var result = read.GetAwaiter().GetResult();
            Judge.That(result.Equals(whole), "A head that comes in pieces is the head as a whole.");
            if (!result.IsComplete)
                return rest.IsEmpty ? Verdict.Accepted : HeadSplits.Verdict(result.Status);
            Judge.That(rest.StartsWith(reader.All().Span), "What has been read is what was sent.");
            rest = rest[result.Consumed..];
            Judge.That(rest.StartsWith(reader.Rest().Span), "What was read behind a head follows it.");
        }
    }

    /// <summary>A connection on which all bytes have come, and reads bring as many as they like of them.</summary>
    private sealed class Pieces : Channel
    {
        private readonly byte[] _bytes = new byte[16 * 1024];
        private int _at;
        private int _length;
        private int _most;
        private Rng _rng;

        public override EventLoop Loop => throw new NotSupportedException();

        public override IPEndPoint? RemoteEndPoint => null;

        public override IPEndPoint? LocalEndPoint => null;

        public override Action? PeerClosed { get; set; }

        public void Begin(ReadOnlySpan<byte> input, Rng rng)
        {
            input.CopyTo(_bytes);
            (_at, _length, _rng) = (0, input.Length, rng);
            _most = 1 << _rng.Next(14);
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer)
        {
            var length = Math.Min(Math.Min(1 + _rng.Next(_most), buffer.Length), _length - _at);
            _bytes.AsSpan(_at, length).CopyTo(buffer.Span);
            _at += length;
            return ValueTask.FromResult(length);
        }

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
}
