using System.Buffers;
using System.Runtime.CompilerServices;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Connections.Exchanges;

/// <summary>
/// Moves the body of one direction from its sender to its receiver, as it comes and held to its framing. It reads on when the receiver
/// has taken what was read. Used on the loop.
/// </summary>
/// <param name="from">Whose next bytes are the body.</param>
/// <param name="coding">What becomes of them.</param>
/// <param name="trailers">What passes of the trailers.</param>
/// <param name="moved">Called where bytes have come.</param>
internal sealed class BodyTransfer(
    ChannelInput from, ChannelOutput to, BodyFraming framing, BodyCoding coding, Func<HeaderFields, HeaderFields> trailers, Action moved,
    HeadLimits limits)
{
    /// <summary>A piece up to which it is cheaper to copy it behind the head than to send it by itself.</summary>
    public const int SmallPiece = 16 * 1024;

    private readonly BodyMeter _meter = new(framing, leavesTrailers: true);
    private bool _isStopped;
    private bool _isOver; // also the empty line behind the last chunk has passed

    /// <summary>What goes before the body, as soon as it can: a message's head.</summary>
    public ReadOnlyMemory<byte> Head { get; set; }

    /// <summary>Bytes of the content so far.</summary>
    public long Content => _meter.Content;

    /// <summary>Bytes that the content may have; 0 for any number.</summary>
    public long MaxContent { get; init; }

    /// <summary>
    /// The trailers of a sender that speaks HTTP/2, asked for when its direction has ended; null where they come in the body, or nobody
    /// would take them.
    /// </summary>
    public Func<HeaderFields>? TrailersBehind { get; init; }

    /// <summary>What passes of the trailers, for a receiver in whose body they do not stand. There when the transfer is complete.</summary>
    public HeaderFields Trailers { get; private set; } = HeaderFields.Empty;

    /// <summary>Whether it waits for its sender.</summary>
    public bool IsWaiting { get; private set; }

    /// <summary>Goes no further: at once where it waits for its sender.</summary>
    public void Stop()
    {
        _isStopped = true;
        if (IsWaiting)
            from.StopWaiting();
    }

    /// <summary>Moves all of it.</summary>
    /// <exception cref="TransportException">The receiver takes no more.</exception>
    [AsyncMethodBuilder(typeof(LoopMethodBuilder<>))]
    public async ValueTask<BodyResult> RunAsync()
    {
        try
        {
            if (!Head.IsEmpty && !GoesWithBody(from.Bytes.Length))
            {
                var sent = to.WriteAsync(Head.Span);
                Head = default;
                if (!sent.IsCompletedSuccessfully)
                {
                    from.Keep();
                    await sent;
                }
            }
            while (!_isStopped)
            {
                if (_isOver || (_meter.IsComplete && TrailersBehind is null))
                    return BodyResult.Complete;
                if (_meter.IsAtTrailers)
                    return await MoveTrailersAsync();
                if (from.Bytes.IsEmpty)
                {
                    IsWaiting = true;
                    var more = await from.WaitFreshAsync();
                    IsWaiting = false;
                    if (!more)
                        return await EndAsync();
                }
                if (_meter.IsComplete)
                    return BodyResult.Malformed; // more than its sender has said
                var moving = coding == BodyCoding.AsItCame ? Move(from.Bytes) : MoveContent(from.Bytes);
                if (!moving.IsCompletedSuccessfully)
                {
                    from.Keep();
                    await moving;
                }
                moved();
                if (_meter.IsBroken)
                    return BodyResult.Malformed;
                if (IsTooLarge)
                    return BodyResult.TooLarge;
            }
            return BodyResult.Stopped;
        }
        finally
        {
            // What comes behind the body waits for somebody else.
            from.Keep();
        }
    }

    private bool IsTooLarge => MaxContent > 0 && _meter.Content > MaxContent;

    private bool GoesWithBody(int atHand) => coding == BodyCoding.AsItCame && !_meter.IsComplete && atHand is > 0 and <= SmallPiece;

    private ValueTask Move(ReadOnlySpan<byte> bytes)
    {
        var taken = _meter.Take(bytes);
        if (_meter.IsAtTrailers && bytes[taken..].StartsWith("\r\n"u8))
        {
            taken += 2;
            _isOver = true;
        }
        // A receiver that gets all of it may act on it, whatever the sender is told.
        if (IsTooLarge)
            return ValueTask.CompletedTask;
        var moving = to.WriteAsync(Head.Span, bytes[..taken]);
        Head = default;
        from.Consume(taken);
        return moving;
    }

    private ValueTask MoveContent(ReadOnlySpan<byte> bytes)
    {
        var part = _meter.TakePart(bytes, out var isContent);
        var moving = !isContent || part == 0 || IsTooLarge
            ? ValueTask.CompletedTask
            : coding == BodyCoding.Content ? to.WriteAsync(bytes[..part]) : WriteChunk(bytes[..part]);
        from.Consume(part);
        return moving;
    }

    private ValueTask WriteChunk(ReadOnlySpan<byte> content)
    {
        var chunk = ArrayPool<byte>.Shared.Rent(content.Length + ChunkWriter.Overhead);
        var writing = to.WriteAsync(chunk.AsSpan(0, ChunkWriter.Write(content, chunk)));
        ArrayPool<byte>.Shared.Return(chunk);
        return writing;
    }

    /// <summary>The sender has ended.</summary>
    private async ValueTask<BodyResult> EndAsync()
    {
        if (_isStopped)
            return BodyResult.Stopped;
        if (!from.HasEnded || !(framing.Kind == BodyKind.UntilClose || _meter.IsComplete))
            return BodyResult.BrokenOff;
        if (TrailersBehind is not null)
            Trailers = trailers(TrailersBehind());
        if (coding == BodyCoding.Chunked)
            await to.WriteAsync(ChunkWriter.Last(Trailers));
        return BodyResult.Complete;
    }

    private async ValueTask<BodyResult> MoveTrailersAsync()
    {
        IsWaiting = true;
        var result = await from.HeadAsync<TrailerSection>(TrailerSection.Parse, limits);
        IsWaiting = false;
        if (!result.IsComplete)
            return result.IsInvalid ? BodyResult.Malformed : _isStopped ? BodyResult.Stopped : BodyResult.BrokenOff;
        from.Keep();
        Trailers = trailers(result.Head.Fields);
        if (coding == BodyCoding.AsItCame)
            await to.WriteAsync(HeadWriter.ToArray(Trailers));
        return BodyResult.Complete;
    }
}

/// <summary>How a body ended.</summary>
internal enum BodyResult
{
    Complete,
    /// <summary>The sender's connection ended before it did.</summary>
    BrokenOff,
    /// <summary>Its chunks or trailers are none.</summary>
    Malformed,
    /// <summary>It has more bytes than it may.</summary>
    TooLarge,
    /// <summary>Nobody wants it any more.</summary>
    Stopped,
}
