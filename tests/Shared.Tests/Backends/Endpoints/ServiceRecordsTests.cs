using System.Net;
using ActorProxy.Shared.Backends.Endpoints;

namespace ActorProxy.Shared.Tests.Backends.Endpoints;

public class ServiceRecordsTests
{
    private static readonly Dictionary<string, IPAddress[]> Addresses = new()
    {
        ["a.example"] = [IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2")],
        ["b.example"] = [IPAddress.Parse("10.0.0.3")],
    };

    [Fact]
    public void Each_address_of_a_target_is_an_endpoint_with_its_port_and_weight() => Assert.Equal(
        [
            new Endpoint(IPAddress.Parse("10.0.0.1"), "a.example", 9001, Weight: 1),
            new Endpoint(IPAddress.Parse("10.0.0.2"), "a.example", 9001, Weight: 1),
            new Endpoint(IPAddress.Parse("10.0.0.3"), "b.example", 9002, Weight: 60),
        ],
        Of(new ServiceRecord("A.example", 9001, 10, 0), new ServiceRecord("b.example", 9002, 10, 60)));

    [Fact]
    public void A_target_without_known_addresses_is_none() => Assert.Empty(Of(new ServiceRecord("c.example", 9003, 0, 5)));

    [Fact]
    public void Priorities_are_told_by_their_order() => Assert.Equal([2, 0, 1],
        Of(new("b.example", 1, 65535, 1), new("b.example", 2, 10, 1), new("b.example", 3, 20, 1)).Select(at => at.Priority));

    [Fact]
    public void Weights_above_those_of_backends_keep_their_proportions() => Assert.Equal([100, 50, 1],
        Of(new("b.example", 1, 0, 1000), new("b.example", 2, 0, 500), new("b.example", 3, 0, 0)).Select(at => at.Weight!.Value));

    [Theory]
    [InlineData("a b.example")]
    [InlineData("a/b@c.example")]
    [InlineData("a:80.example")]
    [InlineData("0._")]
    public void A_target_that_is_no_host_name_is_none(string target) => Assert.Empty(ServiceRecords.Endpoints(
        [new ServiceRecord(target, 80, 0, 0)], _ => [IPAddress.Loopback]));

    [Fact]
    public void A_root_for_target_says_that_there_is_no_such_service() => Assert.Empty(Of(new ServiceRecord("", 0, 0, 0))); // RFC 2782

    private static Endpoint[] Of(params ServiceRecord[] records) =>
        [.. ServiceRecords.Endpoints(records, target => Addresses.GetValueOrDefault(target, []))];
}
