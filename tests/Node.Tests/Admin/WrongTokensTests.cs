using System.Net;
using ActorProxy.Node.Admin;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Node.Tests.Admin;

public sealed class WrongTokensTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly WrongTokens _wrong;

    public WrongTokensTests() => _wrong = new WrongTokens(_time);

    [Fact]
    public void Wrong_tokens_that_are_far_apart_are_forgotten()
    {
        var client = IPAddress.Parse("10.0.0.1");
        for (var i = 0; i < 20; i++)
        {
            Assert.False(_wrong.Add(client));
            _time.Advance(TimeSpan.FromSeconds(20));
        }
        Assert.Equal(TimeSpan.Zero, _wrong.WaitOf(client));
    }

    [Fact]
    public void Addresses_are_counted_one_by_one()
    {
        Block("10.0.0.1");

        Assert.Equal(WrongTokens.Window, _wrong.WaitOf(IPAddress.Parse("::ffff:10.0.0.1")));
        Assert.Equal(TimeSpan.Zero, _wrong.WaitOf(IPAddress.Parse("10.0.0.2")));
    }

    [Fact]
    public void Of_IPv6_a_network_counts_as_one()
    {
        Block("2001:db8:0:1::1");

        Assert.Equal(WrongTokens.Window, _wrong.WaitOf(IPAddress.Parse("2001:db8:0:1:ffff::2")));
        Assert.Equal(TimeSpan.Zero, _wrong.WaitOf(IPAddress.Parse("2001:db8:0:2::1")));
    }

    [Fact]
    public void Its_memory_is_bounded_and_the_oldest_are_forgotten()
    {
        Block("10.9.9.9");
        for (var i = 0; i < 2 * WrongTokens.MaxAddresses; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            _wrong.Add(new IPAddress([10, 0, (byte)(i >> 8), (byte)i]));
        }
        Assert.Equal(WrongTokens.MaxAddresses, _wrong.Count);
        Assert.Equal(TimeSpan.Zero, _wrong.WaitOf(IPAddress.Parse("10.9.9.9")));
    }

    private void Block(string client)
    {
        for (var i = 1; i <= WrongTokens.Allowed; i++)
            Assert.Equal(i == WrongTokens.Allowed, _wrong.Add(IPAddress.Parse(client)));
    }
}
