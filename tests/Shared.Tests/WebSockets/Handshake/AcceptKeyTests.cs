using System.Security.Cryptography;
using System.Text;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Shared.Tests.WebSockets.Handshake;

public class AcceptKeyTests
{
    [Fact(DisplayName = "RFC 6455 1.3: the example")]
    public void Example() => Assert.Equal(Handshakes.Accept, AcceptKey.Compute(Handshakes.Key));

    [Fact(DisplayName = "RFC 6455 4.2.2: the base64 of the SHA-1 of the key and the GUID")]
    public void Answers()
    {
        var random = new Random(11);
        var nonce = new byte[16];
        for (var i = 0; i < 1000; i++)
        {
            random.NextBytes(nonce);
            var key = Convert.ToBase64String(nonce);
            var hash = SHA1.HashData(Encoding.ASCII.GetBytes(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"));
            var accept = Convert.ToBase64String(hash);
            Assert.True(AcceptKey.IsKey(key));
            Assert.Equal(accept, AcceptKey.Compute(key));
            Assert.True(AcceptKey.Answers(accept, key));
            Assert.False(AcceptKey.Answers(accept.ToLowerInvariant(), key));
        }
        Assert.False(AcceptKey.Answers(null, Handshakes.Key));
    }

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
    [InlineData("AAAAAAAAAAAAAAAAAAAAA===", false)]
    [InlineData("=AAAAAAAAAAAAAAAAAAAAA==", false)]
    [InlineData("AAAAAAAAAAAAAAAAAAAA\u00c1A==", false)]
    public void Keys(string text, bool valid) => Assert.Equal(valid, AcceptKey.IsKey(text));
}
