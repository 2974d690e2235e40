using System.Text;
using ActorProxy.Shared.Cluster;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Tests.Cluster;

public sealed class MembershipFormatsTests
{
    private static readonly WireCatalogue Catalogue = new([.. MembershipFormats.All]);

    [Theory] // Nodes of other versions have written these.
    [InlineData("membership-query/1", "{}")]
    [InlineData("membership-answer/1", """{"member":true}""")]
    [InlineData("membership-answer/1", """{"member":false}""")]
    public void Bytes_are_what_they_were(string manifest, string bytes)
    {
        var message = Catalogue.Of(manifest).Read(Encoding.UTF8.GetBytes(bytes));

        var format = Catalogue.Of(message.GetType());
        Assert.Equal(manifest, format.Manifest);
        Assert.Equal(bytes, Encoding.UTF8.GetString(format.Write(message)));
    }

    [Fact]
    public void An_answer_says_what_it_says() =>
        Assert.Equal(new MembershipAnswer(true), Catalogue.Of("membership-answer/1").Read("""{"member":true}"""u8.ToArray()));
}
