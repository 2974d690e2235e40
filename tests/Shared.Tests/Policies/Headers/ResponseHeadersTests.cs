using ActorProxy.Shared.Policies.Headers;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Tests.Policies.Headers;

public sealed class ResponseHeadersTests
{
    [Fact]
    public void Fields_are_removed_then_set_then_added()
    {
        var rules = new ResponseHeaders { Remove = ["server"], Set = [new("X-A", "2")], Add = [new("Set-Cookie", "b=2")] };
        Assert.Equal([new("Set-Cookie", "a=1"), new("X-A", "2"), new("Set-Cookie", "b=2")],
            rules.Apply([new("Server", "x"), new("Set-Cookie", "a=1"), new("x-a", "1")]));
    }

    [Theory]
    [InlineData("Connection")]
    [InlineData("content-length")]
    [InlineData("Transfer-Encoding")]
    [InlineData("Sec-WebSocket-Accept")]
    [InlineData("Upgrade")]
    public void What_belongs_to_the_connection_the_body_or_the_handshake_stays(string name)
    {
        var report = new SettingReport();
        new SettingsModel().Read<ResponseHeaders>((SettingSection)SettingsJson.Read($$"""{"set":{"{{name}}":"x"} }"""), report);
        Assert.Equal([$"set: Header '{name}' belongs to the connection, the body or the handshake and cannot be changed by a rule"],
            report.Problems.Select(problem => problem.ToString()));
    }
}
