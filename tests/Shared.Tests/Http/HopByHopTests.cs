using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Tests.Http;

public class HopByHopTests
{
    [Fact(DisplayName = "RFC 9110 7.6.1: hop-by-hop fields and those that Connection names are stripped, the rest keeps its order")]
    public void Strip()
    {
        HeaderFields fields =
        [
            new("A", "1"), new("connection", "X-One, keep-alive"), new("Keep-Alive", "5"), new("x-one", "1"), new("Connection", "x-two"),
            new("X-Two", "2"), new("Proxy-Connection", "a"), new("TE", "trailers"), new("Trailer", "x"),
            new("Transfer-Encoding", "chunked"),
            new("Upgrade", "websocket"), new("Proxy-Authorization", "b"), new("Proxy-Authenticate", "b"), new("Authorization", "c"),
            new("A", "2"),
        ];
        Assert.Equal([new("A", "1"), new("Authorization", "c"), new("A", "2")], HopByHop.Strip(fields));
    }

    [Theory]
    [InlineData("close", "Close", false)]
    [InlineData("x-mine", "X-Mine", false)]
    [InlineData("close", "X-Mine", true)]
    [InlineData("upgrade, x-other, x-mine", "X-Mine", false)]
    public void What_Connection_names_is_stripped_however_usual_the_name_is(string connection, string name, bool kept) =>
        Assert.Equal(kept, HopByHop.Strip([new("Connection", connection), new(name, "1")]).Has(name));
}
