using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Shared.Tests.WebSockets.Handshake;

public class AcceptKeyTests
{
    [Fact(DisplayName = "RFC 6455 1.3: the example")]
    public void Example() => Assert.Equal(Handshakes.Accept, AcceptKey.Compute(Handshakes.Key));

    [Theory(DisplayName = "RFC 6455 4.1: a key is the base64 of exactly 16 bytes")]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ==", true)]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA==", true)]
    [InlineData("", false)]
    [InlineData("dGhlIHNhbXBsZSBub25jZQ", false)]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAA=", false)]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAA", false)]
    [InlineData("AAAAAAAAAAAAAAAAAAAA", false)]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAB==", false)]
    [InlineData("AAAAAAAAAAAAAAAAAAAA AA==", false)]
    [InlineData("AAAAAAAAAAAAAAAAAAAA    ", false)]
    [InlineData("AAAAAAAAAA-AAAAAAAAA_A==", false)]
    public void Keys(string text, bool valid) => Assert.Equal(valid, AcceptKey.IsKey(text));
}
