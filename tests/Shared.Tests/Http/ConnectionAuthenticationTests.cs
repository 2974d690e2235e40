using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Tests.Http;

public class ConnectionAuthenticationTests
{
    [Theory(DisplayName = "RFC 4559 6: NTLM and its kin are of the connection")]
    [InlineData("NTLM abc", null, true)]
    [InlineData("negotiate abc", null, true)]
    [InlineData("Basic abc", null, false)]
    [InlineData("Bearer NTLM", null, false)]
    [InlineData(null, "Negotiate", true)]
    [InlineData(null, "Basic realm=\"a\", NTLM", true)]
    [InlineData(null, "Basic realm=\"NTLM, Negotiate\"", false)]
    [InlineData(null, "Kerberos", true)]
    [InlineData(null, null, false)]
    public void IsIn(string? credentials, string? challenge, bool expected) => Assert.Equal(expected, ConnectionAuthentication.IsIn(
        new RequestHead("GET", "/", credentials is null ? [] : [new("Authorization", credentials)]),
        new ResponseHead(401, "", challenge is null ? [] : [new("WWW-Authenticate", challenge)])));
}
