namespace ActorProxy.Shared.WebSockets;

/// <summary>
/// Collects and unmasks the payload of a message or a control frame. It grows with what has arrived, not with what a
/// header promises, so that a header alone costs no memory.
/// </summary>
internal struct PayloadBuffer
{
    private byte[]? _bytes;

    public int Length { get; private set; }

    /// <param name="offset">Where in the frame's payload the piece begins.</param>
    /// <param name="limit">The length in bytes that the whole payload cannot exceed; the array does not grow past it.</param>
    public void Append(ReadOnlySpan<byte> piece, uint? maskingKey, int offset, int limit)
    {
        if (piece.IsEmpty)
            return;
        _bytes ??= [];
        if (_bytes.Length - Length < piece.Length)
        {
            var wanted = Math.Max(Length + piece.Length, (int)Math.Min(2L * _bytes.Length, limit));
            Array.Resize(ref _bytes, wanted);
        }
        var target = _bytes.AsSpan(Length, piece.Length);
        piece.CopyTo(target);
        if (maskingKey is { } key)
            Masking.Apply(target, key, offset);
        Length += piece.Length;
    }

    /// <summary>Hands the payload over and begins anew.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        var payload = _bytes.AsMemory(0, Length);
        _bytes = null;
        Length = 0;
        return payload;
    }
}
