using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Tests.Http;

public class PersistenceTests
{
    [Theory(DisplayName = "RFC 9112 9.3: a connection goes on unless one side says otherwise, in HTTP/1.0 where both want it")]
    [InlineData(false, null, true)]
    [InlineData(false, "keep-alive", true)]
    [InlineData(false, "close", false)]
    [InlineData(false, "x, Close", false)]
    [InlineData(true, null, false)]
    [InlineData(true, "Keep-Alive", true)]
    [InlineData(true, "keep-alive, close", false)]
    public void Persists(bool http10, string? connection, bool expected)
    {
        HeaderFields fields = connection is null ? [] : [new("Connection", connection)];
        Assert.Equal(expected, Persistence.Persists(new RequestHead("GET", "/", fields) { IsHttp10 = http10 }));
        var response = new ResponseHead(200, "", fields) { IsHttp10 = http10 };
        Assert.Equal(expected, Persistence.Persists(response, new BodyFraming(BodyKind.Chunked)));
        Assert.False(Persistence.Persists(response, new BodyFraming(BodyKind.UntilClose)));
    }
}
