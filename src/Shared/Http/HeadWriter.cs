using System.Buffers;
using System.Text;

namespace ActorProxy.Shared.Http;

/// <summary>
/// Writes heads as HTTP/1.1 in Latin-1, with the empty line that ends them. It is the last line of defence: what does not keep the
/// grammar of RFC 9112 should never get here, and is not written.
/// </summary>
public static class HeadWriter
{
    private const string RequestVersion = " HTTP/1.1\r\n";
    private const string ResponseVersion = "HTTP/1.1 ";

    /// <exception cref="ArgumentException">
    /// A method or a name is no token, a target has other than visible ASCII, a value or reason phrase has a control character or one
    /// beyond Latin-1: the head would be read as another. Nothing was written.
    /// </exception>
    public static void Write(IBufferWriter<byte> output, RequestHead head)
    {
        var length = LengthOf(head);
        Put(output.GetSpan(length), head);
        output.Advance(length);
    }

    /// <inheritdoc cref="Write(IBufferWriter{byte}, RequestHead)"/>
    public static void Write(IBufferWriter<byte> output, ResponseHead head)
    {
        var length = LengthOf(head);
        Put(output.GetSpan(length), head);
        output.Advance(length);
    }

    /// <summary>The head in an array of its own.</summary>
    /// <inheritdoc cref="Write(IBufferWriter{byte}, RequestHead)"/>
    public static byte[] ToArray(RequestHead head)
    {
        var bytes = new byte[LengthOf(head)];
        Put(bytes, head);
        return bytes;
    }

    /// <inheritdoc cref="ToArray(RequestHead)"/>
    public static byte[] ToArray(ResponseHead head)
    {
        var bytes = new byte[LengthOf(head)];
        Put(bytes, head);
        return bytes;
    }

    /// <summary>A trailer section with the empty line that ends it.</summary>
    /// <inheritdoc cref="ToArray(RequestHead)"/>
    public static byte[] ToArray(HeaderFields trailers)
    {
        var bytes = new byte[LengthOf(trailers)];
        var at = 0;
        Put(bytes, ref at, trailers);
        return bytes;
    }

    private static int LengthOf(RequestHead head)
    {
        Check(Grammar.IsToken(head.Method), "The method is no token.");
        Check(head.Target.Length > 0 && Grammar.IsVisibleAscii(head.Target), "The target is empty or has other than visible ASCII.");
        return head.Method.Length + 1 + head.Target.Length + RequestVersion.Length + LengthOf(head.Fields);
    }

    private static int LengthOf(ResponseHead head)
    {
        Check(Grammar.IsText(head.Reason), "The reason phrase has a control character or one beyond Latin-1.");
        Check(head.Status is >= 0 and <= 999, "The status has not three digits.");
        return ResponseVersion.Length + 4 + head.Reason.Length + 2 + LengthOf(head.Fields);
    }

    private static int LengthOf(HeaderFields fields)
    {
        var error = FieldRules.Error(fields);
        Check(error is null, error);
        var length = 2;
        foreach (var field in fields.AsSpan())
            length += field.Name.Length + field.Value.Length + 4;
        return length;
    }

    private static void Put(Span<byte> span, RequestHead head)
    {
        var at = 0;
        Put(span, ref at, head.Method);
        Put(span, ref at, " ");
        Put(span, ref at, head.Target);
        Put(span, ref at, RequestVersion);
        Put(span, ref at, head.Fields);
    }

    private static void Put(Span<byte> span, ResponseHead head)
    {
        var at = 0;
        Put(span, ref at, ResponseVersion);
        for (var (divisor, i) = (100, 0); i < 3; divisor /= 10, i++)
            span[at++] = (byte)('0' + head.Status / divisor % 10);
        Put(span, ref at, " ");
        Put(span, ref at, head.Reason);
        Put(span, ref at, "\r\n");
        Put(span, ref at, head.Fields);
    }

    private static void Put(Span<byte> span, ref int at, HeaderFields fields)
    {
        foreach (var field in fields.AsSpan())
        {
            Put(span, ref at, field.Name);
            Put(span, ref at, ": ");
            Put(span, ref at, field.Value);
            Put(span, ref at, "\r\n");
        }
        Put(span, ref at, "\r\n");
    }

    private static void Put(Span<byte> span, ref int at, string text) => at += Encoding.Latin1.GetBytes(text, span[at..]);

    private static void Check(bool valid, string? error)
    {
        if (!valid)
            throw new ArgumentException(error);
    }
}
