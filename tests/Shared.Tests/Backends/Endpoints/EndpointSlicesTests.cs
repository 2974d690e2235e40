using System.Net;
using ActorProxy.Shared.Backends.Endpoints;

namespace ActorProxy.Shared.Tests.Backends.Endpoints;

public class EndpointSlicesTests
{
    private static readonly SlicePort Ws = new("ws", 9000);
    private static readonly SlicePort Metrics = new("metrics", 9100);

    [Fact]
    public void Those_that_are_ready_get_clients()
    {
        Assert.Equal(["10.0.0.1:9000", "10.0.0.3:9000"], Of([Slice([Ws], Pod(1), Starting(2)), Slice([Ws], Pod(3), Terminating(4))]));
    }

    [Fact]
    public void Where_none_is_ready_those_that_serve_on_while_they_terminate_get_clients()
    {
        Assert.Equal(["10.0.0.2:9000"], Of([Slice([Ws], Starting(1), Terminating(2), Terminating(3) with { IsServing = false })]));
        Assert.Empty(Of([Slice([Ws], Starting(1))]));
    }

    [Fact]
    public void One_that_moves_from_slice_to_slice_is_there_once_and_ready_where_one_says_so() =>
        Assert.Equal(["10.0.0.1:9000"], Of([Slice([Ws], Starting(1)), Slice([Ws], Pod(1)), Slice([Ws], Starting(1))]));

    [Theory]
    [InlineData(null, 80, 9000, "the only one, whatever the URL says: a Service's own port is seldom that of its pods", false)]
    [InlineData(null, 9100, 9100, "by number", true)]
    [InlineData("ws", 80, 9000, "by name", true)]
    public void The_port_is_the_named_one_the_urls_or_the_only_one(string? name, int url, int port, string why, bool two)
    {
        Assert.True(Of([Slice(two ? [Ws, Metrics] : [Ws], Pod(1))], name, url).SequenceEqual([$"10.0.0.1:{port}"]), why);
    }

    [Theory]
    [InlineData(null, "which of its ports is meant? it has 9000 ws, 9100 metrics; write one as the URL's port, which is 80")]
    [InlineData("www", "no port of the name www: it has 9000 ws, 9100 metrics")]
    public void Where_it_cannot_be_told_which_port_is_meant_it_is_said(string? name, string told)
    {
        Assert.Empty(EndpointSlices.Endpoints([Slice([Ws, Metrics], Pod(1))], name, 80, zone: null, out var problem));
        Assert.Contains(told, problem);
    }

    [Fact]
    public void An_empty_slice_is_no_problem_though_it_has_no_ports() => Assert.Empty(Of([Slice([])]));

    [Theory]
    [InlineData(null, "a")] // a node without a zone has no use for hints
    [InlineData("b", "b")]
    [InlineData("c", "b")]
    public void A_hint_says_more_than_the_place(string? zone, string seen)
    {
        var hinted = Pod(1) with { Zone = "a", ForZones = ["b"] };
        Assert.Equal(seen, EndpointSlices.Endpoints([Slice([Ws], hinted)], null, 80, zone, out _).Single().Zone);
        Assert.Equal("a", EndpointSlices.Endpoints([Slice([Ws], Pod(1) with { Zone = "a" })], null, 80, zone, out _).Single().Zone);
    }

    private static List<string> Of(EndpointSlice[] slices, string? name = null, int url = 80)
    {
        var endpoints = EndpointSlices.Endpoints(slices, name, url, zone: null, out var problem);
        Assert.Null(problem);
        return [.. endpoints.Select(endpoint => $"{endpoint.At}:{endpoint.Port}")];
    }

    private static EndpointSlice Slice(SlicePort[] ports, params SliceEndpoint[] endpoints) => new([.. ports], [.. endpoints]);

    private static SliceEndpoint Pod(byte number) => new(new IPAddress([10, 0, 0, number]), true, true, false, null, []);

    private static SliceEndpoint Starting(byte number) => Pod(number) with { IsReady = false, IsServing = false };

    private static SliceEndpoint Terminating(byte number) => Pod(number) with { IsReady = false, IsTerminating = true };
}
