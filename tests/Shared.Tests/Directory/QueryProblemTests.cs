using ActorProxy.Shared.Directory;

namespace ActorProxy.Shared.Tests.Directory;

/// <summary>What a directory refuses, and what it says then.</summary>
public sealed class QueryProblemTests
{
    [Theory]
    [InlineData(1, true)]
    [InlineData(10_000, true)]
    [InlineData(0, false)]
    [InlineData(10_001, false)]
    public void A_page_has_1_to_10000_rows(int limit, bool good)
    {
        var problem = new ClusterList { Limit = limit }.Problem();
        Assert.Equal(good ? null : $"The limit is {limit}; it must be 1 to 10000.", problem);
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(30_000, true)]
    [InlineData(99, false)]
    [InlineData(30_001, false)]
    public void Nodes_are_waited_for_from_100_ms_to_30_s(int milliseconds, bool good)
    {
        var timeout = TimeSpan.FromMilliseconds(milliseconds);
        IClusterQuery[] queries = [new ClusterList { Timeout = timeout }, new ClusterCount { Timeout = timeout },
            new ClusterShow("1") { Timeout = timeout }, new ClusterClose("1") { Timeout = timeout }];
        Assert.All(queries, query => Assert.Equal(good ? null : $"The time-out is {milliseconds} ms; it must be 100 ms to 30 s.",
            query.Problem()));
    }

    [Fact]
    public void A_page_goes_on_in_the_order_of_the_one_before()
    {
        var token = new PageToken(ConnectionSort.OldestFirst, new Place(1, "1f-1"));
        Assert.Null(new ClusterList { After = token }.Problem());
        Assert.StartsWith("The page token 'since.asc.1.1f-1' is of another order",
            new ClusterList { After = token, Sort = new(ConnectionSortKey.Id) }.Problem());
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(1001, true)]
    [InlineData(1008, true)]
    [InlineData(1011, true)]
    [InlineData(1014, true)]
    [InlineData(3000, true)]
    [InlineData(4999, true)]
    [InlineData(0, false)]
    [InlineData(1002, false)]
    [InlineData(1005, false)]
    [InlineData(1009, false)]
    [InlineData(1010, false)]
    [InlineData(1015, false)]
    [InlineData(2999, false)]
    [InlineData(5000, false)]
    public void An_operator_may_send_the_codes_that_say_nothing_false_of_a_peer(int code, bool good)
    {
        var problem = new ClusterClose("1f-1") { Code = code }.Problem();
        Assert.Equal(good ? null : $"The close code is {code}; an operator may send 1000, 1001, 1008, 1011 to 1014 and 3000 to 4999.",
            problem);
    }

    [Fact]
    public void A_reason_has_123_bytes_at_most()
    {
        Assert.Null(new ClusterClose("1f-1") { Reason = new string('x', 123) }.Problem());
        Assert.Null(new ClusterClose("1f-1") { Reason = new string('é', 61) }.Problem());
        Assert.Equal("The reason has 124 bytes of UTF-8; a Close frame has room for 123.",
            new ClusterClose("1f-1") { Reason = new string('é', 62) }.Problem());
    }
}
