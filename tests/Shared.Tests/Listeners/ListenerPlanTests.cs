using System.Net;
using ActorProxy.Shared.Listeners;
using ActorProxy.Shared.Options;

namespace ActorProxy.Shared.Tests.Listeners;

public class ListenerPlanTests
{
    private static readonly ListenerOptions Web = new("web", IPAddress.Loopback, 8080), Admin = new("admin", IPAddress.Loopback, 0);

    [Fact]
    public void Who_is_as_he_was_stays() => Expect([Web, Admin], [Admin, Web with { }], "keep admin, keep web");

    [Fact]
    public void A_new_one_is_bound_and_one_that_is_gone_is_removed() =>
        Expect([Web, Admin], [Web, new("more", IPAddress.Loopback, 8081)], "bind more, keep web, remove admin");

    [Fact]
    public void One_that_stands_elsewhere_is_bound_anew() =>
        Expect([Web, Admin], [Web with { Port = 8081 }, Admin with { Address = IPAddress.Any }], "bind web, bind admin");

    [Fact]
    public void Other_values_are_changed_in_place() => Expect(
        [Web, Admin], [Web with { Backlog = 7, TrustedPeers = [] }, Admin with { ProxyProtocol = new() { Enabled = true } }],
        "keep web, keep admin");

    [Fact]
    public void A_port_that_another_one_has_or_had_is_shared_until_that_one_is_closed() => Expect(
        [Web, new("other", IPAddress.Loopback, 9090)],
        [Web with { Address = IPAddress.Any, Backlog = 7 }, new("renamed", IPAddress.Loopback, 9090)],
        "bind web (shared), bind renamed (shared), remove other");

    [Fact]
    public void A_port_that_the_system_chooses_is_nobodys() =>
        Expect([Admin], [new("more", IPAddress.Loopback, 0)], "bind more, remove admin");

    private static void Expect(ListenerOptions[] running, ListenerOptions[] next, string expected)
    {
        var plan = ListenerPlan.Of(running, next);

        Assert.Equal(expected, string.Join(", ", [
            .. plan.Bind.Select(binding => $"bind {binding.Listener.Name}{(binding.IsShared ? " (shared)" : "")}"),
            .. plan.Keep.Select(listener => $"keep {listener.Name}"), .. plan.Remove.Select(name => $"remove {name}")]));
    }
}
