using System.Net;
using ActorProxy.Shared.Directory;

namespace ActorProxy.Shared.Tests.Directory;

public sealed class ConnectionFilterTests
{
    private static readonly TestEntry Entry = new("1f-1")
    {
        Subprotocol = "chat.v2",
        Since = TestEntry.Now.AddMinutes(-5),
        Use = new ConnectionUse(0, 0, 0, 0, TimeSpan.FromSeconds(30)),
    };

    public static TheoryData<ConnectionFilter, ConnectionFilter> Cases => new()
    {
        { new() { Id = "1f-1" }, new() { Id = "1f-2" } },
        { new() { Route = "chat" }, new() { Route = "Chat" } },
        { new() { Backend = "ws://10.0.0.1:80" }, new() { Backend = "ws://10.0.0.2:80" } },
        { new() { Host = "Chat.Example" }, new() { Host = "example" } },
        { new() { Subprotocol = "chat.v2" }, new() { Subprotocol = "chat" } },
        { new() { Client = Network("192.0.2.7") }, new() { Client = Network("192.0.2.8") } },
        { new() { Client = Network("192.0.2.0/24") }, new() { Client = Network("2001:db8::/32") } },
        { new() { MinAge = TimeSpan.FromMinutes(5) }, new() { MinAge = TimeSpan.FromMinutes(5.01) } },
        { new() { MinIdle = TimeSpan.FromSeconds(30) }, new() { MinIdle = TimeSpan.FromSeconds(31) } },
        { ConnectionFilter.All, new() { Route = "chat", MinIdle = TimeSpan.FromSeconds(31) } },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_connection_matches_when_all_that_is_asked_is_true(ConnectionFilter matching, ConnectionFilter other)
    {
        Assert.True(matching.Matches(Entry, TestEntry.Now));
        Assert.False(other.Matches(Entry, TestEntry.Now));
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7/32")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7/32")]
    [InlineData("2001:db8::7", "2001:db8::7/128")]
    [InlineData("[2001:db8::7]", "2001:db8::7/128")]
    [InlineData("[2001:db8::7]:80", null)]
    [InlineData("192.0.2.0/24", "192.0.2.0/24")]
    [InlineData("1", null)]
    [InlineData("192.0.2.7/33", null)]
    [InlineData("chat.example", null)]
    [InlineData("", null)]
    public void Clients_are_named_by_address_or_network(string text, string? network) =>
        Assert.Equal(network, ClientNetwork.TryParse(text, out var parsed) ? parsed.ToString() : null);

    private static IPNetwork Network(string text) =>
        ClientNetwork.TryParse(text, out var network) ? network : throw new ArgumentException(text);
}
