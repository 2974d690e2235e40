using ActorProxy.Shared.Directory;
using ActorProxy.Shared.Taps;

namespace ActorProxy.Shared.Tests.Taps;

public sealed class TapRequestTests
{
    private static readonly TapRequest Fine = new("1f-1", "cli root@host");

    public static TheoryData<TapRequest, string> Wrong => new()
    {
        { Fine with { By = "" }, "Who asks" },
        { Fine with { By = "root\nTap of connection" }, "control character" },
        { Fine with { By = new string('x', 201) }, "200" },
        { Fine with { MaxPayload = 65537 }, "65537" },
        { Fine with { MaxPayload = -1 }, "-1" },
        { Fine with { Duration = TimeSpan.Zero }, "1 s to 24 h" },
        { Fine with { Duration = TimeSpan.FromHours(25) }, "1 s to 24 h" },
        { Fine with { Timeout = TimeSpan.Zero }, "100 ms to 30 s" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_wrong_is_said(TapRequest request, string part) => Assert.Contains(part, request.Problem());

    [Fact]
    public void A_request_goes_to_nodes_as_it_is()
    {
        Assert.Null(Fine.Problem());
        var order = new TapSearch(Fine with { Payload = true, MaxPayload = 5 }, "watcher").ForNode();
        Assert.Equal(new NodeTap("1f-1", "watcher", "cli root@host", true, 5, TimeSpan.FromMinutes(10)), order);
    }

    [Fact]
    public void Only_that_nobody_has_the_connection_is_told_by_the_search()
    {
        var search = new TapSearch(Fine, "watcher");
        Assert.True(search.IsSettledBy(new NodeTapped("a:1", true)));
        Assert.False(search.IsSettledBy(new NodeTapped("a:1", false)));
        Assert.Null(search.Merge([new NodeTapped("a:1", true)], []));

        var refused = Assert.IsType<TapRefused>(search.Merge(
            [new NodeTapped("a:1", false)], [new MissingNode("b:1", MissingReason.NoAnswer)]));
        Assert.Equal((TapRefusal.NoSuchConnection, "No node that has answered has a connection 1f-1; no answer from b:1."),
            (refused.Reason, refused.Detail));
        Assert.Equal("b:1", Assert.Single(refused.Missing).Node);
        Assert.Equal("No node has a connection 1f-1.", Assert.IsType<TapRefused>(search.Merge([], [])).Detail);
    }
}
