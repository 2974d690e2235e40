using ActorProxy.Shared.Http;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Shared.Tests.Http;

public class TrailerSectionTests
{
    [Theory(DisplayName = "RFC 9112 7.1.2: a trailer section ends with an empty line, wherever its bytes are split")]
    [InlineData("\r\n", 0)]
    [InlineData("A: b\r\n\r\n", 1)]
    [InlineData("A: b\r\nC:\r\n\r\n", 2)]
    public void Parse(string section, int fields)
    {
        var bytes = HeadBytes.Latin1(section + "GET");
        for (var split = 0; split < section.Length; split++)
            Assert.Equal(ParseStatus.Incomplete, TrailerSection.Parse(bytes.AsSpan(0, split), HeadLimits.Default).Status);
        var result = TrailerSection.Parse(bytes, HeadLimits.Default);
        Assert.Equal((section.Length, fields), (result.Consumed, result.Head!.Fields.Count));
        Assert.Equal(section.Replace("C:\r\n", "C: \r\n"), System.Text.Encoding.Latin1.GetString(HeadWriter.ToArray(result.Head.Fields)));
    }

    [Theory(DisplayName = "RFC 9112 5: trailers are fields")]
    [InlineData("A\r\n\r\n")]
    [InlineData("A : b\r\n\r\n")]
    [InlineData(" A: b\r\n\r\n")]
    [InlineData("A: b\n\r\n")]
    [InlineData("A: \u0001\r\n\r\n")]
    public void Malformed(string section) =>
        Assert.Equal(TerminationReason.BadRequest, TrailerSection.Parse(HeadBytes.Latin1(section), HeadLimits.Default).Reason);

    [Fact(DisplayName = "Trailers have the limits of heads")]
    public void Limits()
    {
        Assert.True(TrailerSection.Parse(HeadBytes.Latin1("A: " + new string('b', 100)), new HeadLimits(50)).IsInvalid);
        var limits = new HeadLimits(MaxFields: 2);
        Assert.True(TrailerSection.Parse(HeadBytes.Latin1("A: 1\r\nB: 2\r\n\r\n"), limits).IsComplete);
        Assert.True(TrailerSection.Parse(HeadBytes.Latin1("A: 1\r\nB: 2\r\nC: 3\r\n\r\n"), limits).IsInvalid);
    }
}
