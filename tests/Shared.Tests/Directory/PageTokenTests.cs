using ActorProxy.Shared.Directory;
using CsCheck;

namespace ActorProxy.Shared.Tests.Directory;

public sealed class PageTokenTests
{
    [Fact]
    public void A_token_is_read_as_it_was_written() =>
        Gen.Select(EntryGen.Sort, Gen.Long, Gen.String["0123456789abcdef-"].Where(id => id.Length > 0)).Sample((sort, value, id) =>
        {
            var token = new PageToken(sort, new Place(value, id));
            Assert.True(PageToken.TryParse(token.ToString(), out var read));
            Assert.Equal(token, read);
        });

    [Theory]
    [InlineData("")]
    [InlineData("since.asc.1")]
    [InlineData("since.asc.1.")]
    [InlineData("since.up.1.1f-1")]
    [InlineData("age.asc.1.1f-1")]
    [InlineData("0.asc.1.1f-1")]
    [InlineData("-1.asc.1.1f-1")]
    [InlineData("since.asc. 1.1f-1")]
    [InlineData("since.asc.99999999999999999999.1f-1")]
    public void What_is_no_token_is_not_read(string text) => Assert.False(PageToken.TryParse(text, out _));
}
