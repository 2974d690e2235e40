using System.Text;
using System.Text.Json.Serialization;

namespace ActorProxy.Interop.Tests.Conversations;

/// <summary>A message that a client is to send. Every peer makes binary content from its size by the same rule.</summary>
/// <param name="Kind"><c>text</c> or <c>binary</c>.</param>
/// <param name="Parts">Frames to send it in.</param>
internal sealed record Message(string Kind, string Text, int Size, int Parts = 1)
{
    private const int Period = 65521; // beyond the window of deflate

    [JsonIgnore]
    public bool IsBinary => Kind == "binary";

    public static Message OfText(string text) => new("text", text, 0);

    public static Message OfBinary(int size) => new("binary", "", size);

    public Message In(int parts) => this with { Parts = parts };

    public byte[] Payload()
    {
        if (!IsBinary)
            return Encoding.UTF8.GetBytes(Text);
        var bytes = new byte[Size];
        var x = 1u;
        for (var i = 0; i < Math.Min(Size, Period); i++)
        {
            x = unchecked(x * 1664525 + 1013904223);
            bytes[i] = (byte)(x >> 24);
        }
        for (var i = Period; i < Size; i += Period)
            bytes.AsSpan(0, Math.Min(Period, Size - i)).CopyTo(bytes.AsSpan(i));
        return bytes;
    }

    /// <summary>What the client must say of its echo.</summary>
    public Received Echo() => Received.Of(Kind, Payload());
}
