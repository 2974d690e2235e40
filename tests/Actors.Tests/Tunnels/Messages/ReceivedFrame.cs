using System.Buffers.Binary;
using System.Text;
using ActorProxy.Shared.WebSockets;

namespace ActorProxy.Actors.Tests.Tunnels.Messages;

/// <summary>A frame as it came, its payload unmasked.</summary>
internal sealed record ReceivedFrame(FrameHeader Header, byte[] Payload)
{
    public string Text => Encoding.UTF8.GetString(Payload);

    public int CloseCode => BinaryPrimitives.ReadUInt16BigEndian(Payload);

    public string CloseReason => Encoding.UTF8.GetString(Payload.AsSpan(2));

    public void IsText(string expected)
    {
        Assert.Equal((Opcode.Text, true), (Header.Opcode, Header.Final));
        Assert.Equal(expected, Text);
    }

    public void IsClose(int code, string? reason = null)
    {
        Assert.Equal(Opcode.Close, Header.Opcode);
        Assert.Equal(code, CloseCode);
        if (reason is not null)
            Assert.Equal(reason, CloseReason);
    }
}
