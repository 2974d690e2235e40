using System.Buffers;
using System.Globalization;
using System.Text;

namespace ActorProxy.Shared.Http;

/// <summary>
/// Writes heads as HTTP/1.1 in Latin-1, with the empty line that ends them. It is the last line of defence: what does not keep the
/// grammar of RFC 9112 should never get here, and is not written.
/// </summary>
public static class HeadWriter
{
    /// <exception cref="ArgumentException">
    /// A method or a name is no token, a target has other than visible ASCII, a value or reason phrase has a control character or one
    /// beyond Latin-1: the head would be read as another. Nothing was written.
    /// </exception>
    public static void Write(IBufferWriter<byte> output, RequestHead head)
    {
        Check(Grammar.IsToken(head.Method), "The method is no token.");
        Check(head.Target.Length > 0 && Grammar.IsVisibleAscii(head.Target), "The target is empty or has other than visible ASCII.");
        Write(output, head.Method, " ", head.Target, " HTTP/1.1\r\n", head.Fields);
    }

    /// <inheritdoc cref="Write(IBufferWriter{byte}, RequestHead)"/>
    public static void Write(IBufferWriter<byte> output, ResponseHead head)
    {
        Check(Grammar.IsText(head.Reason), "The reason phrase has a control character or one beyond Latin-1.");
        Write(output, "HTTP/1.1 ", head.Status.ToString("D3", CultureInfo.InvariantCulture), " ", head.Reason + "\r\n", head.Fields);
    }

    private static void Write(IBufferWriter<byte> output, string a, string b, string c, string d, HeaderFields fields)
    {
        var length = a.Length + b.Length + c.Length + d.Length + 2;
        var error = FieldRules.Error(fields);
        Check(error is null, error);
        foreach (var field in fields.AsSpan())
            length += field.Name.Length + field.Value.Length + 4;
        var span = output.GetSpan(length);
        var at = 0;
        Put(span, ref at, a);
        Put(span, ref at, b);
        Put(span, ref at, c);
        Put(span, ref at, d);
        foreach (var field in fields.AsSpan())
        {
            Put(span, ref at, field.Name);
            Put(span, ref at, ": ");
            Put(span, ref at, field.Value);
            Put(span, ref at, "\r\n");
        }
        Put(span, ref at, "\r\n");
        output.Advance(at);
    }

    private static void Put(Span<byte> span, ref int at, string text) => at += Encoding.Latin1.GetBytes(text, span[at..]);

    private static void Check(bool valid, string? error)
    {
        if (!valid)
            throw new ArgumentException(error);
    }
}
