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
    [InlineData("membership-answer/1", """{"member":true,"entering":true}""")]
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

    [Theory] // Earlier versions read nothing but that a node founds: to them it is a member already.
    [InlineData(false, false, false, Membership.None, false)]
    [InlineData(true, false, false, Membership.Member, true)]
    [InlineData(false, true, false, Membership.Entering, true)]
    [InlineData(false, false, true, Membership.Entering, false)]
    [InlineData(true, true, false, Membership.Member, true)]
    public void What_a_node_answers_follows_from_its_step(bool member, bool founds, bool joins, Membership says, bool earlier)
    {
        var answer = MembershipAnswer.Of(member, founds, joins);

        Assert.Equal((says, earlier), (answer.Membership, answer.Member));
    }
}
