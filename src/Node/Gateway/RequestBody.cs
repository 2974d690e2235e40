namespace ActorProxy.Node.Gateway;

/// <summary>A client's request body as the forwarder reads it, counted.</summary>
internal sealed class RequestBody(Stream inner, TimeProvider time) : Stream
{
    /// <summary>Bytes read so far.</summary>
    public long Bytes { get; private set; }

    /// <summary>Time stamp of the last piece; 0 before the first.</summary>
    public long LastActivity { get; private set; }

    /// <summary>Whether a read was tried: from then on the request cannot be sent again.</summary>
    public bool IsBegun { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        IsBegun = true;
        var read = await inner.ReadAsync(buffer, cancellationToken);
        Bytes += read;
        LastActivity = time.GetTimestamp();
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
