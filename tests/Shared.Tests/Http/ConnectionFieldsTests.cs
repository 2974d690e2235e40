using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Tests.Http;

public class ConnectionFieldsTests
{
    [Theory(DisplayName = "RFC 9112 9.3: what an answer of the proxy says of its connection")]
    [InlineData(true, false, false, null)]
    [InlineData(true, true, false, "keep-alive")]
    [InlineData(false, false, false, "close")]
    [InlineData(false, true, false, "close")]
    [InlineData(true, false, true, "Upgrade")]
    [InlineData(false, false, true, "Upgrade, close")]
    public void Connection(bool persists, bool isHttp10, bool upgrade, string? expected)
    {
        HeaderFields fields = upgrade ? [new("Upgrade", "websocket")] : [];
        var sent = ConnectionFields.Add(fields, isHttp10, persists, "now");
        Assert.Equal((expected, "now"), (sent.First("Connection"), sent.First("Date")));
    }

    [Fact(DisplayName = "RFC 9110 6.6.1: an answer that has a Date keeps it")]
    public void Date() =>
        Assert.Equal([new("date", "then")], ConnectionFields.Add([new("date", "then")], isHttp10: false, persists: true, "now"));
}
