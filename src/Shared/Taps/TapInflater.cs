using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;

namespace ActorProxy.Shared.Taps;

/// <summary>
/// Inflates the compressed messages of one direction (RFC 7692 section 7.2.2). It may begin anywhere: a message that refers
/// to what it has not seen fails, one that does not succeeds, and from there on it follows the context.
/// </summary>
internal sealed class TapInflater(bool takesContextOver) : IDisposable
{
    /// <summary>Bytes that are inflated of one message at most: a few compressed ones can stand for a thousand times as many.</summary>
    public const int MaxInflated = 1024 * 1024;

    private static readonly byte[] Tail = [0x00, 0x00, 0xFF, 0xFF];

    private readonly byte[] _scratch = new byte[4096];
    private Feed? _feed;
    private DeflateStream? _stream; // null: no context

    /// <param name="whole">
    /// Whether all of the message is there. Of one that is not, what can be is inflated, and the context is lost.
    /// </param>
    /// <param name="max">Bytes to return at most.</param>
    /// <param name="truncated">Whether there is more.</param>
    public bool TryInflate(ReadOnlyMemory<byte> message, bool whole, int max, [NotNullWhen(true)] out byte[]? inflated, out bool truncated)
    {
        // What a broken context makes unreadable may be readable without one.
        var hadContext = _stream is not null;
        var done = Run(message, whole, max, out inflated, out truncated)
            || (hadContext && Run(message, whole, max, out inflated, out truncated));
        if (!takesContextOver || !whole)
            Forget();
        return done;
    }

    /// <summary>The next message follows none that was seen.</summary>
    public void Forget()
    {
        _stream?.Dispose();
        _stream = null;
    }

    public void Dispose() => Forget();

    private bool Run(ReadOnlyMemory<byte> message, bool whole, int max, [NotNullWhen(true)] out byte[]? inflated, out bool truncated)
    {
        if (_stream is null)
        {
            _feed = new Feed();
            _stream = new DeflateStream(_feed, CompressionMode.Decompress);
        }
        _feed!.Give(message, whole ? Tail : default);
        using var result = new MemoryStream();
        long total = 0;
        try
        {
            int read;
            while (total < MaxInflated && (read = _stream.Read(_scratch)) > 0)
            {
                result.Write(_scratch, 0, (int)Math.Min(read, max - result.Length));
                total += read;
            }
        }
        catch (InvalidDataException)
        {
            // It refers to what was not seen, or is broken: the caller says so.
            total = -1;
        }
        // A message that was not wanted: the context had ended with the one before. A tail that was not: it ends with this one.
        var failed = total < 0 || (total < MaxInflated && _feed.HasMessage);
        if (failed || total >= MaxInflated || !_feed.IsEmpty)
            Forget();
        inflated = failed ? null : result.ToArray();
        truncated = !failed && (!whole || total > result.Length);
        return !failed;
    }

    /// <summary>The compressed bytes of a message, whose end is no end of the stream.</summary>
    private sealed class Feed : Stream
    {
        private ReadOnlyMemory<byte> _message;
        private ReadOnlyMemory<byte> _tail;

        public bool HasMessage => !_message.IsEmpty;

        public bool IsEmpty => _message.IsEmpty && _tail.IsEmpty;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public void Give(ReadOnlyMemory<byte> message, ReadOnlyMemory<byte> tail) => (_message, _tail) = (message, tail);

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            ref var source = ref _message;
            if (_message.IsEmpty)
                source = ref _tail;
            var length = Math.Min(buffer.Length, source.Length);
            source.Span[..length].CopyTo(buffer);
            source = source[length..];
            return length;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
