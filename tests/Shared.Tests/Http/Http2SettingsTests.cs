using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Tests.Http;

public sealed class Http2SettingsTests
{
    [Theory] // RFC 9113 section 6.5, RFC 8441 section 3
    [InlineData("00000C040000000000" + "000300000064" + "000800000001", "00000C040000000000" + "000300000064" + "000800000000")]
    // RFC 9113 section 6.5.2
    [InlineData("00000C040000000000" + "000600020000" + "000300000064", "00000C040000000000" + "000600008000" + "000300000064")]
    // behind the frame
    [InlineData("000006040000000000" + "000800000001" + "000800000001", "000006040000000000" + "000800000000" + "000800000001")]
    [InlineData("000006000000000001" + "000800000001", "000006000000000001" + "000800000001")] // of another type
    [InlineData("00000C040000000000" + "0008000000", "00000C040000000000" + "0008000000")] // cut off
    [InlineData("0000", "0000")]
    public void Our_offer_stands_for_the_servers_and_nothing_else_changes(string before, string after)
    {
        var bytes = Convert.FromHexString(before);
        Http2Settings.Apply(bytes, new Http2Offer(32 * 1024, ExtendedConnect: false));
        Assert.Equal(after, Convert.ToHexString(bytes));
    }

    [Fact]
    public void An_offer_of_extended_CONNECT_stays()
    {
        var bytes = Convert.FromHexString("000006040000000000" + "000800000001");
        Http2Settings.Apply(bytes, new Http2Offer(32 * 1024, ExtendedConnect: true));
        Assert.Equal("000006040000000000" + "000800000001", Convert.ToHexString(bytes));
    }

    [Theory] // RFC 8441 section 3
    [InlineData("000006040000000000" + "000800000001", true)]
    [InlineData("00000C040000000000" + "000300000064" + "000800000001" + "FFFF", true)] // and what comes behind
    [InlineData("000006040000000000" + "000800000000", false)]
    [InlineData("000006040000000000" + "000300000064" + "000800000001", false)] // not of this frame
    [InlineData("000000040000000000", false)]
    // RFC 9113 section 3.4: it begins with SETTINGS
    [InlineData("000008070000000000" + "000000000000000D", false)] // GOAWAY, HTTP_1_1_REQUIRED
    [InlineData("000000040100000000", false)] // of ours, acknowledged
    [InlineData("000006040000000001" + "000800000001", false)] // of a stream
    [InlineData("004001040000000000", false)] // larger than a frame may be
    [InlineData("485454502F312E31", false)] // HTTP/1.1
    public void Who_takes_extended_CONNECT_says_so_at_first(string bytes, bool allows)
    {
        var whole = Convert.FromHexString(bytes);
        Assert.Equal(allows, Http2Settings.AllowsConnect(whole));
        for (var length = 0; length < whole.Length; length++)
            Assert.NotEqual(!allows, Http2Settings.AllowsConnect(whole.AsSpan(0, length)));
    }

    [Fact]
    public void Until_the_frame_is_there_nobody_knows()
    {
        var frame = Convert.FromHexString("000006040000000000" + "000800000001");
        Assert.All(Enumerable.Range(0, frame.Length), length => Assert.Null(Http2Settings.AllowsConnect(frame.AsSpan(0, length))));
    }
}
