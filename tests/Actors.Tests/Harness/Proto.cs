using Google.Protobuf;

namespace ActorProxy.Actors.Tests.Harness;

/// <summary>Protobuf messages made by hand, field by field, as a stranger makes them.</summary>
internal static class Proto
{
    /// <param name="fields">Values are bytes, text, numbers (varint) or <see cref="ulong"/> (fixed64).</param>
    public static byte[] Message(params (int Number, object Value)[] fields)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes))
        {
            foreach (var (number, value) in fields)
                Write(output, number, value);
        }
        return bytes.ToArray();
    }

    /// <summary>A message of Akka's, with the serializer that is to read it.</summary>
    public static byte[] Payload(int serializer, string manifest, byte[] bytes) => Message((1, bytes), (2, serializer), (3, manifest));

    /// <summary>The same within replicated data.</summary>
    public static byte[] OtherMessage(int serializer, string manifest, byte[] bytes) => Message((1, bytes), (2, serializer), (4, manifest));

    private static void Write(CodedOutputStream output, int number, object value)
    {
        switch (value)
        {
            case byte[] bytes:
                output.WriteTag(number, WireFormat.WireType.LengthDelimited);
                output.WriteBytes(ByteString.CopyFrom(bytes));
                break;
            case string text:
                output.WriteTag(number, WireFormat.WireType.LengthDelimited);
                output.WriteString(text);
                break;
            case ulong fixedNumber:
                output.WriteTag(number, WireFormat.WireType.Fixed64);
                output.WriteFixed64(fixedNumber);
                break;
            default:
                output.WriteTag(number, WireFormat.WireType.Varint);
                output.WriteInt32((int)value);
                break;
        }
    }
}
