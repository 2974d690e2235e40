using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using ActorProxy.Shared.Http;

namespace ActorProxy.Node.Gateway;

/// <summary>
/// A response body on its way to the client, counted. With trailers it is put in chunks here (RFC 9112 section 7.1),
/// because the server's own chunks of HTTP/1.1 end without.
/// </summary>
/// <param name="timeout">
/// How long the client may take none of it; infinite where that is its connection's to say, which serves one request at a time.
/// </param>
/// <param name="late">Called, on any thread, where it takes longer.</param>
internal sealed class ResponseBody(PipeWriter output, TimeProvider time, TimeSpan timeout, Action late) : WriteStream
{
    private ITimer? _timer; // made with the first write that waits

    /// <summary>Bytes written so far, without what the chunks add.</summary>
    public long Bytes { get; private set; }

    /// <summary>Time stamp of the last piece; 0 before the first.</summary>
    public long LastActivity { get; private set; }

    /// <summary>Whether this writes the chunks; the response then says <c>Transfer-Encoding: chunked</c>.</summary>
    public bool IsChunked { get; set; }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Bytes += buffer.Length;
        LastActivity = time.GetTimestamp();
        if (IsChunked && !buffer.IsEmpty)
        {
            WriteChunk(buffer.Span);
            await FlushAsync(cancellationToken);
        }
        else
        {
            Check(await WaitAsync(output.WriteAsync(buffer, cancellationToken)));
        }
    }

    public override async Task FlushAsync(CancellationToken cancellationToken) =>
        Check(await WaitAsync(output.FlushAsync(cancellationToken)));

    /// <summary>No time-out goes off any more.</summary>
    public void Stop() => _timer?.Dispose();

    /// <summary>Ends the chunks.</summary>
    public Task WriteTrailersAsync(IEnumerable<HeaderField> trailers, CancellationToken cancellationToken)
    {
        var end = new StringBuilder("0\r\n");
        foreach (var field in trailers)
            end.Append(field.Name).Append(": ").Append(field.Value).Append("\r\n");
        Put(Encoding.Latin1.GetBytes(end.Append("\r\n").ToString()));
        return FlushAsync(cancellationToken);
    }

    private async ValueTask<FlushResult> WaitAsync(ValueTask<FlushResult> flush)
    {
        if (flush.IsCompleted || timeout == Timeout.InfiniteTimeSpan)
            return await flush;
        _timer ??= time.CreateTimer(static late => ((Action)late!)(), late, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(timeout, Timeout.InfiniteTimeSpan);
        try
        {
            return await flush;
        }
        finally
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private void WriteChunk(ReadOnlySpan<byte> bytes)
    {
        Span<byte> size = stackalloc byte[10];
        bytes.Length.TryFormat(size, out var digits, "x", CultureInfo.InvariantCulture);
        "\r\n"u8.CopyTo(size[digits..]);
        Put(size[..(digits + 2)]);
        Put(bytes);
        Put("\r\n"u8);
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(output.GetSpan(bytes.Length));
        output.Advance(bytes.Length);
    }

    private static void Check(FlushResult result)
    {
        if (result.IsCompleted)
            throw new ClientGoneException();
    }
}
