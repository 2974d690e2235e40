using System.Net;
using ActorProxy.Shared.Backends.Endpoints;
using CsCheck;

namespace ActorProxy.Shared.Tests.Backends.Endpoints;

public class EndpointFileTests
{
    [Fact]
    public void A_line_is_an_endpoint()
    {
        Assert.True(EndpointFile.TryParse("""
            # the chat servers

            10.0.0.1
            10.0.0.2:9001 weight=3 priority=1 zone=eu-1a # a big one
            2001:db8::1
            [2001:db8::2]:9002
            Chat-5.example.org:9003
            10.0.0.1
            """, out var endpoints, out _));
        Assert.Equal(
        [
            new Endpoint(IPAddress.Parse("10.0.0.1")),
            new Endpoint(IPAddress.Parse("10.0.0.2"), Port: 9001, Weight: 3, Priority: 1, Zone: "eu-1a"),
            new Endpoint(IPAddress.Parse("2001:db8::1")),
            new Endpoint(IPAddress.Parse("2001:db8::2"), Port: 9002),
            new Endpoint(Host: "chat-5.example.org", Port: 9003),
        ], endpoints.ToArray());
    }

    [Theory]
    [InlineData("10.0.0.1\n10.0.0\n", "line 2: '10.0.0' is no address")]
    [InlineData("10.0.0.1:0", "line 1: '10.0.0.1:0' is no address")]
    [InlineData("10.0.0.1:99999", "line 1")]
    [InlineData("010.0.0.1", "line 1")]
    [InlineData("[10.0.0.1]:80", "line 1")]
    [InlineData("a b", "line 1: 'b' says nothing")]
    [InlineData("a weight=0", "line 1: 'weight=0' says nothing")]
    [InlineData("a weight=101", "weight=101")]
    [InlineData("a priority=-1", "priority=-1")]
    [InlineData("a zone=", "zone=")]
    [InlineData("ws://a", "line 1")]
    [InlineData("# nothing\n", "no endpoint is listed")]
    [InlineData("", "no endpoint is listed")]
    public void One_line_that_is_none_is_told_and_nothing_is_taken(string text, string error)
    {
        Assert.False(EndpointFile.TryParse(text, out var endpoints, out var told));
        Assert.Empty(endpoints);
        Assert.Contains(error, told);
    }

    [Fact]
    public void No_text_throws() => Gen.Char["\n\r #:[]=.1a\u00e4\0"].Array[0, 40].Select(characters => new string(characters))
        .Sample(text => EndpointFile.TryParse(text, out var endpoints, out var error) ? !endpoints.IsEmpty : error is not null);
}
