using System.Buffers;
using System.Text;
using ActorProxy.Shared.WebSockets;

namespace ActorProxy.Shared.Tests.WebSockets;

/// <summary>The examples of RFC 6455 section 5.7, byte for byte.</summary>
public sealed class RfcExampleTests
{
    private const uint Key = 0x37FA213D;

    private static readonly byte[] UnmaskedHello = [0x81, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F];
    private static readonly byte[] MaskedHello = [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58];
    private static readonly byte[] FragmentedHello = [0x01, 0x03, 0x48, 0x65, 0x6C, 0x80, 0x02, 0x6C, 0x6F];
    private static readonly byte[] UnmaskedPing = [0x89, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F];
    private static readonly byte[] MaskedPong = [0x8A, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58];
    private static readonly byte[] Binary256 = [0x82, 0x7E, 0x01, 0x00, .. new byte[256]];
    private static readonly byte[] Binary64K = [0x82, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0, .. new byte[65536]];

    [Fact]
    public void Text_messages_are_decoded()
    {
        Assert.Equal("Hello", DecodeText(UnmaskedHello, masked: false));
        Assert.Equal("Hello", DecodeText(MaskedHello, masked: true));
        Assert.Equal("Hello", DecodeText(FragmentedHello, masked: false));
    }

    [Fact]
    public void Control_frames_are_decoded()
    {
        Assert.Equal("Hello"u8, Assert.IsType<PingFrame>(Decode(UnmaskedPing, masked: false)).Payload.Span);
        Assert.Equal("Hello"u8, Assert.IsType<PongFrame>(Decode(MaskedPong, masked: true)).Payload.Span);
    }

    [Fact]
    public void Long_binary_messages_are_decoded()
    {
        Assert.Equal(256, Assert.IsType<WebSocketMessage>(Decode(Binary256, masked: false)).Payload.Length);
        Assert.Equal(65536, Assert.IsType<WebSocketMessage>(Decode(Binary64K, masked: false)).Payload.Length);
    }

    [Fact]
    public void Messages_are_encoded()
    {
        var hello = new WebSocketMessage(MessageKind.Text, "Hello"u8.ToArray());
        Assert.Equal(UnmaskedHello, Encode(hello, null));
        Assert.Equal(MaskedHello, Encode(hello, Key));
        Assert.Equal(Binary256, Encode(new WebSocketMessage(MessageKind.Binary, new byte[256]), null));
        Assert.Equal(Binary64K, Encode(new WebSocketMessage(MessageKind.Binary, new byte[65536]), null));
    }

    [Fact]
    public void Control_frames_are_encoded()
    {
        Assert.Equal(UnmaskedPing, Encode(new PingFrame("Hello"u8.ToArray()), null));
        Assert.Equal(MaskedPong, Encode(new PongFrame("Hello"u8.ToArray()), Key));
    }

    private static byte[] Encode(DecodedFrame frame, uint? key)
    {
        var writer = new ArrayBufferWriter<byte>();
        FrameEncoder.Write(writer, frame, key);
        return writer.WrittenSpan.ToArray();
    }

    private static string DecodeText(byte[] bytes, bool masked)
    {
        var message = Assert.IsType<WebSocketMessage>(Decode(bytes, masked));
        Assert.Equal(MessageKind.Text, message.Kind);
        return Encoding.UTF8.GetString(message.Payload.Span);
    }

    private static DecodedFrame Decode(byte[] bytes, bool masked)
    {
        using var decoder = new FrameDecoder(new MessageDecoderOptions(masked));
        decoder.Append(bytes);
        Assert.True(decoder.TryRead(out var frame));
        Assert.False(decoder.TryRead(out _));
        return frame;
    }
}
