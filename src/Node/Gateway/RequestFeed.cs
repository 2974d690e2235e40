using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using Microsoft.AspNetCore.Http;

namespace ActorProxy.Node.Gateway;

/// <summary>
/// Stands between what a client sends and the HTTP server: each head is read by our own parser first, and passed on when it is
/// whole and the server waits for it. So the server has one request at a time. Used on the loop.
/// </summary>
internal sealed class RequestFeed(PipeReader from, PipeWriter to, HeadLimits limits)
{
    private readonly RequestSequence _requests = new(limits);
    private bool _begun; // the first byte of the next head was passed on: from then on the server's time-out for heads runs

    /// <summary>The request that the server serves, or is about to: its head, or why it is refused. Read on any thread.</summary>
    public RequestPart Request { get; private set; }

    /// <summary>Puts the next piece into the pipe, unflushed. False where there is none to pass on.</summary>
    public bool TryPass()
    {
        if (_requests.IsOver || !from.TryRead(out var read))
            return false;
        var rest = read.Buffer;
        if (_requests.IsAtHead)
        {
            ReadOnlySpan<byte> bytes = rest.IsSingleSegment ? rest.FirstSpan : rest.ToArray();
            var part = bytes.IsEmpty ? default : _requests.Next(bytes);
            if (part is { Length: 0, Refusal: null })
            {
                var begins = TryBegin(bytes);
                from.AdvanceTo(rest.Start, rest.End);
                return begins;
            }
            PassHead(bytes, part);
            rest = rest.Slice(part.Length);
        }
        while (!rest.IsEmpty && !_requests.IsAtHead && !_requests.IsOver)
            PassBody(ref rest);
        from.AdvanceTo(rest.Start);
        return true;
    }

    /// <summary>Passes on the first byte of a head that is not whole, if there is one.</summary>
    private bool TryBegin(ReadOnlySpan<byte> bytes)
    {
        bytes = WithoutLineBreak(bytes);
        if (_begun || bytes.IsEmpty)
            return false;
        to.Write(bytes[..1]);
        return _begun = true;
    }

    private void PassHead(ReadOnlySpan<byte> bytes, RequestPart part)
    {
        Request = part;
        bytes = part.Refusal is null ? WithoutLineBreak(bytes[..part.Length]) : StandIn(part.Head);
        to.Write(_begun ? bytes[1..] : bytes);
        _begun = false;
    }

    // One may come before a head (RFC 9112 section 2.2).
    private static ReadOnlySpan<byte> WithoutLineBreak(ReadOnlySpan<byte> bytes) => bytes.TrimStart("\r\n"u8);

    private void PassBody(ref ReadOnlySequence<byte> rest)
    {
        var bytes = rest.FirstSpan;
        var part = _requests.Next(bytes);
        if (part.Refusal is var (_, detail))
            to.Complete(new BadHttpRequestException(detail));
        else
            to.Write(bytes[..part.Length]);
        rest = rest.Slice(part.Length);
    }

    /// <summary>What the server reads instead of a head that is refused, so that the refusal has its turn among the answers.</summary>
    private static byte[] StandIn(RequestHead? head) =>
        Encoding.ASCII.GetBytes($"{(head is { Method: "HEAD" } ? "HEAD" : "X")} / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
}
