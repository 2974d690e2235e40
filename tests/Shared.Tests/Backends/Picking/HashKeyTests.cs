using System.Net;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Tests.Backends.Picking;

public sealed class HashKeyTests
{
    private static readonly IPAddress Client = IPAddress.Parse("192.0.2.1");

    private static readonly HeaderFields Fields =
        [new("X-Room", "red"), new("Cookie", "a=1; room=red; b=2"), new("Cookie", "other=blue")];

    [Theory]
    [InlineData("header:x-room", "/", "red")]
    [InlineData("cookie:room", "/", "red")]
    [InlineData("cookie:other", "/", "blue")]
    [InlineData("query:room", "/chat?a=b&room=red", "red")]
    [InlineData("path:1", "/red", "red")]
    [InlineData("path:2", "/rooms/red?x=/y/z", "red")]
    [InlineData("path:3", "/rooms/x/red/members", "red")]
    public void Requests_with_the_same_value_have_the_same_key(string key, string target, string value) =>
        Assert.Equal(StableHash.Of(value), Of(key, target));

    [Theory]
    [InlineData("client", "/red")]
    [InlineData("header:X-None", "/")]
    [InlineData("cookie:roo", "/")]
    [InlineData("cookie:ROOM", "/")]
    [InlineData("query:room", "/chat")]
    [InlineData("query:room", "/chat?room=")]
    [InlineData("query:room", "/chat?aroom=red")]
    [InlineData("path:2", "/red")]
    [InlineData("path:2", "/rooms/")]
    public void Without_a_value_the_clients_address_counts(string key, string target) =>
        Assert.Equal(StableHash.Of(Client), Of(key, target));

    [Theory]
    [InlineData("client")]
    [InlineData("header:X-User")]
    [InlineData("path:100")]
    public void A_key_is_written_as_it_is_read(string text) =>
        Assert.Equal(text, HashKey.TryParse(text, out var key, out _) ? key.ToString() : null);

    [Theory]
    [InlineData("")]
    [InlineData("ip")]
    [InlineData("header")]
    [InlineData("header:a b")]
    [InlineData("cookie:")]
    [InlineData("path:0")]
    [InlineData("path:101")]
    [InlineData("path:x")]
    public void Other_texts_are_no_keys(string text)
    {
        Assert.False(HashKey.TryParse(text, out _, out var error));
        Assert.Contains("write client, header:NAME", error, StringComparison.Ordinal);
    }

    private static ulong Of(string key, string target)
    {
        Assert.True(HashKey.TryParse(key, out var parsed, out var error), error);
        return parsed.Of(Fields, target, Client);
    }
}
