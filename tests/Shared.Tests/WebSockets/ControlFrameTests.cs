using System.Text;
using ActorProxy.Shared.WebSockets;

namespace ActorProxy.Shared.Tests.WebSockets;

public sealed class ControlFrameTests
{
    private const uint Key = 0x37FA213D;

    [Fact]
    public void A_Close_to_a_client_is_code_and_reason_unmasked() =>
        Assert.Equal([0x88, 0x05, 0x03, 0xE9, (byte)'b', (byte)'y', (byte)'e'], Close(1001, "bye"));

    [Fact]
    public void RFC_6455_5_1_a_Close_to_a_backend_is_masked() =>
        Assert.Equal([0x88, 0x82, 0x37, 0xFA, 0x21, 0x3D, 0x03 ^ 0x37, 0xE9 ^ 0xFA], Close(1001, "", Key));

    [Fact]
    public void RFC_6455_7_4_1_the_code_1005_is_not_written() => Assert.Equal([0x88, 0x00], Close(1005, "never said"));

    [Theory]
    [InlineData(1006)]
    [InlineData(1015)]
    [InlineData(0)]
    [InlineData(70_000)]
    public void A_code_that_may_not_be_on_the_wire_is_refused(int code) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Close(code, ""));

    [Theory]
    [InlineData(123, "")]
    [InlineData(122, "é")]
    [InlineData(121, "é")]
    [InlineData(121, "€")]
    [InlineData(120, "€")]
    [InlineData(120, "😀")]
    [InlineData(119, "😀")]
    public void A_reason_is_cut_between_characters_at_123_bytes(int ascii, string last)
    {
        var start = new string('a', ascii);
        var fits = ascii + Encoding.UTF8.GetByteCount(last) <= 123;
        var frame = Close(1000, start + last + new string('z', 50));
        var reason = Encoding.UTF8.GetString(frame.AsSpan(4));
        Assert.Equal(frame.Length - 2, frame[1]);
        Assert.DoesNotContain('\uFFFD', reason);
        Assert.StartsWith(fits ? start + last : start, reason);
        Assert.True(frame.Length - 4 <= 123);
    }

    [Fact]
    public void The_longest_frame_has_MaxLength_bytes()
    {
        var frame = new byte[ControlFrame.MaxLength];
        Assert.Equal(131, ControlFrame.WriteClose(frame, 1000, new string('a', 500), Key));
        Assert.Equal(131, ControlFrame.WritePing(frame, new byte[125], Key));
    }

    [Fact]
    public void RFC_6455_5_5_a_payload_over_125_bytes_is_refused()
    {
        Assert.Throws<ArgumentException>(() => ControlFrame.WritePing(new byte[200], new byte[126]));
        Assert.Throws<ArgumentException>(() => ControlFrame.WritePong(new byte[200], new byte[126]));
    }

    [Fact]
    public void Ping_and_Pong_carry_their_payload()
    {
        var frame = new byte[ControlFrame.MaxLength];
        Assert.Equal([0x89, 0x02, 7, 8], frame[..ControlFrame.WritePing(frame, [7, 8])]);
        Assert.Equal([0x8A, 0x00], frame[..ControlFrame.WritePong(frame)]);
    }

    private static byte[] Close(int code, string reason, uint? key = null)
    {
        var frame = new byte[ControlFrame.MaxLength];
        return frame[..ControlFrame.WriteClose(frame, code, reason, key)];
    }
}
