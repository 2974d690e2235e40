using System.Buffers;
using System.Globalization;
using System.Text;

namespace ActorProxy.Shared.Http;

/// <summary>Writes heads as HTTP/1.1 in Latin-1, with the empty line that ends them.</summary>
public static class HeadWriter
{
    private static readonly SearchValues<char> LineBreakers = SearchValues.Create("\r\n\0");

    /// <exception cref="ArgumentException">
    /// A part has CR, LF, NUL or a character beyond Latin-1: it would split the head or arrive as another. Nothing was written.
    /// </exception>
    public static void Write(IBufferWriter<byte> output, RequestHead head)
    {
        Check(head.Method, "The method");
        Check(head.Target, "The target");
        Write(output, head.Method, " ", head.Target, " HTTP/1.1\r\n", head.Fields);
    }

    /// <inheritdoc cref="Write(IBufferWriter{byte}, RequestHead)"/>
    public static void Write(IBufferWriter<byte> output, ResponseHead head)
    {
        Check(head.Reason, "The reason phrase");
        Write(output, "HTTP/1.1 ", head.Status.ToString("D3", CultureInfo.InvariantCulture), " ", head.Reason + "\r\n", head.Fields);
    }

    private static void Write(IBufferWriter<byte> output, string a, string b, string c, string d, HeaderFields fields)
    {
        var length = a.Length + b.Length + c.Length + d.Length + 2;
        foreach (var field in fields.AsSpan())
        {
            Check(field.Name, "A header name");
            Check(field.Value, "A header value");
            length += field.Name.Length + field.Value.Length + 4;
        }
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

    private static void Check(string text, string what)
    {
        if (text.AsSpan().ContainsAny(LineBreakers) || text.AsSpan().ContainsAnyExceptInRange('\0', '\xff'))
            throw new ArgumentException($"{what} has CR, LF, NUL or a character beyond Latin-1.");
    }
}
