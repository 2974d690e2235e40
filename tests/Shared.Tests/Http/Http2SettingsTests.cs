using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Tests.Http;

public sealed class Http2SettingsTests
{
    [Theory] // RFC 9113 section 6.5, RFC 8441 section 3
    [InlineData("00000C040000000000" + "000300000064" + "000800000001", "00000C040000000000" + "000300000064" + "000800000000")]
    [InlineData("000006040000000000" + "000800000001" + "000800000001", "000006040000000000" + "000800000000" + "000800000001")] // behind the frame
    [InlineData("000006000000000001" + "000800000001", "000006000000000001" + "000800000001")] // of another type
    [InlineData("00000C040000000000" + "0008000000", "00000C040000000000" + "0008000000")] // cut off
    [InlineData("0000", "0000")]
    public void The_offer_is_taken_back_and_nothing_else_changes(string before, string after)
    {
        var bytes = Convert.FromHexString(before);
        Http2Settings.ForbidExtendedConnect(bytes);
        Assert.Equal(after, Convert.ToHexString(bytes));
    }
}
