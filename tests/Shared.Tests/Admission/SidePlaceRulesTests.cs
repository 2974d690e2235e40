using System.Net;
using ActorProxy.Shared.Admission;

namespace ActorProxy.Shared.Tests.Admission;

public sealed class SidePlaceRulesTests
{
    private const int Places = 10;

    private static readonly IPAddress Stranger = IPAddress.Parse("203.0.113.9");
    private static readonly IPAddress Kubelet = IPAddress.Parse("10.0.0.1");

    [Fact]
    public void Loopback_has_places_that_nobody_else_gets()
    {
        var open = Idle(Stranger, Places - SidePlaceRules.ForLoopback);

        Assert.Equal((true, -1), Admit(IPAddress.Loopback, open));
        Assert.Equal((true, -1), Admit(IPAddress.IPv6Loopback, open));
        Assert.Equal((true, 0), Admit(Kubelet, open));
        Assert.Equal((true, -1), Admit(Kubelet, open[1..]));
    }

    [Fact]
    public void The_address_with_the_most_idle_ones_loses_its_oldest()
    {
        List<SidePlace> open = [new(Kubelet, false, 1), .. Idle(Stranger, 5, from: 2)];

        Assert.Equal((true, 1), Admit(Stranger, open));
        Assert.Equal((true, 1), Admit(Kubelet, open));
    }

    [Fact]
    public void Of_addresses_with_one_each_the_oldest_goes()
    {
        List<SidePlace> open = [.. Enumerable.Range(0, 6).Select(i => new SidePlace(new IPAddress([10, 0, 1, (byte)i]), false, 10 - i))];

        Assert.Equal((true, 5), Admit(Kubelet, open));
    }

    [Fact]
    public void Who_is_served_stays_and_where_all_are_nobody_comes()
    {
        List<SidePlace> open = [.. Idle(Stranger, 6).Select(place => place with { Busy = true })];
        Assert.Equal((false, -1), Admit(Kubelet, open));

        open[3] = open[3] with { Busy = false };
        Assert.Equal((true, 3), Admit(Kubelet, open));
    }

    [Fact]
    public void Strangers_take_no_place_of_loopback_and_loopback_takes_theirs()
    {
        List<SidePlace> open = [.. Idle(IPAddress.Loopback, 4), .. Idle(Stranger, 6, from: 20).Select(place => place with { Busy = true })];
        Assert.Equal((false, -1), Admit(Stranger, open));
        Assert.Equal((true, 0), Admit(IPAddress.Loopback, open));

        open = [.. Idle(IPAddress.Loopback, 4).Select(place => place with { Busy = true }), .. Idle(Stranger, 6, from: 20)];
        Assert.Equal((true, 4), Admit(IPAddress.Loopback, open));
    }

    private static List<SidePlace> Idle(IPAddress address, int count, int from = 0) =>
        [.. Enumerable.Range(from, count).Select(since => new SidePlace(address, false, since))];

    private static (bool Admitted, int Victim) Admit(IPAddress newcomer, IReadOnlyList<SidePlace> open) =>
        (SidePlaceRules.Admits(newcomer, open, Places, out var victim), victim);
}
