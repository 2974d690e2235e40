using System.Net;
using System.Text.RegularExpressions;
using ActorProxy.Node.Configuration;
using ActorProxy.Shared.Options;

namespace ActorProxy.Node.Tests.Configuration;

/// <summary>Every setting that is an IP address is read alike.</summary>
public class AddressTests
{
    private static readonly Dictionary<string, Func<ProxyOptions, IPAddress>> Settings = new()
    {
        ["listeners.web.address"] = options => options.Listeners[0].Address,
        ["cluster.bind-address"] = options => options.Cluster.BoundAddress,
        ["health.address"] = options => options.Health.Address,
        ["pbm.address"] = options => options.Pbm.Address,
        ["admin.address"] = options => options.Admin.Address,
        ["metrics.address"] = options => options.Metrics.Address,
    };

    public static TheoryData<string> Keys => new(Settings.Keys);

    [Theory, MemberData(nameof(Keys))]
    public void One_of_IPv6_is_read_with_and_without_brackets(string key)
    {
        Assert.Equal(IPAddress.IPv6Loopback, Settings[key](Load(key, "::1").Loaded!.Options));
        Assert.Equal(IPAddress.IPv6Loopback, Settings[key](Load(key, "[::1]").Loaded!.Options));
        Assert.Equal(IPAddress.Loopback, Settings[key](Load(key, "127.0.0.1").Loaded!.Options));
    }

    [Theory, MemberData(nameof(Keys))]
    public void What_is_none_is_a_problem_that_says_what_to_write(string key)
    {
        // Of the last two, .NET would take one without its port and the other for 0.0.31.144.
        foreach (var text in (string[])["localhost", "]::1[", "[::1]:80", "8080"])
            Assert.Equal(
                [$"f:1: actorproxy.{key}: '{text}' is no IP address; write one as in 127.0.0.1, or 0.0.0.0 for all of IPv4, or :: for "
                    + $"all of IPv6 and IPv4"],
                Load(key, text).Problems.Select(p => p.ToString()));
    }

    [Fact]
    public void No_setting_of_the_reference_is_left_out() =>
        Assert.Equal(Settings.Count, Regex.Count(ReferenceConfiguration.Text, @"(?m)^ *#?[a-z-]*address = "));

    private static ConfigurationResult Load(string key, string address) =>
        ConfigurationLoader.Parse($"actorproxy {{ listeners.web.port = 1, {key} = \"{address}\" }}", "f", _ => null);
}
