using System.Buffers;
using System.Text;
using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Tests.Http;

/// <summary>Heads as bytes and back, for tests.</summary>
internal static class HeadBytes
{
    public static byte[] Latin1(string text) => Encoding.Latin1.GetBytes(text);

    public static ParseResult<RequestHead> Request(string text, HeadLimits? limits = null) =>
        RequestHeadParser.Parse(Latin1(text), limits ?? HeadLimits.Default);

    public static ParseResult<ResponseHead> Response(string text, HeadLimits? limits = null) =>
        ResponseHeadParser.Parse(Latin1(text), limits ?? HeadLimits.Default);

    public static byte[] Written(RequestHead head)
    {
        var output = new ArrayBufferWriter<byte>();
        HeadWriter.Write(output, head);
        return output.WrittenSpan.ToArray();
    }

    public static byte[] Written(ResponseHead head)
    {
        var output = new ArrayBufferWriter<byte>();
        HeadWriter.Write(output, head);
        return output.WrittenSpan.ToArray();
    }
}
