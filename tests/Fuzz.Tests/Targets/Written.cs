using System.Buffers;
using ActorProxy.Fuzz.Tests.Engine;
using ActorProxy.Shared.Http;

namespace ActorProxy.Fuzz.Tests.Targets;

/// <summary>Heads that are written must be read as the same, and as nothing beside.</summary>
internal sealed class Written
{
    // More than the reader allowed: what we add must not make the difference.
    private static readonly HeadLimits Wide = new(1 << 20, 10_000, 1 << 20);

    private readonly ArrayBufferWriter<byte> _output = new(4096);

    public RequestHead Request(RequestHead head)
    {
        _output.ResetWrittenCount();
        HeadWriter.Write(_output, head);
        var read = RequestHeadParser.Parse(_output.WrittenSpan, Wide);
        Judge.That(read.IsComplete && read.Consumed == _output.WrittenCount, "A request that is written is one whole request.");
        Judge.That(read.Head.Equals(head with { IsHttp10 = false }), "A request that is written reads back as it, in HTTP/1.1.");
        FieldOracle.Check(read.Head.Fields);
        return read.Head;
    }

    public ResponseHead Response(ResponseHead head)
    {
        _output.ResetWrittenCount();
        HeadWriter.Write(_output, head);
        var read = ResponseHeadParser.Parse(_output.WrittenSpan, Wide);
        Judge.That(read.IsComplete && read.Consumed == _output.WrittenCount, "A response that is written is one whole response.");
        Judge.That(read.Head.Equals(head with { IsHttp10 = false }), "A response that is written reads back as it.");
        FieldOracle.Check(read.Head.Fields);
        return read.Head;
    }
}
