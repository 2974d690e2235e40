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
}
