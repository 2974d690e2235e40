using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Hosting;
using ActorProxy.Node.Tests.Gateway;
using ActorProxy.Shared.Options;
using Akka.Configuration;

namespace ActorProxy.Node.Tests.Hosting;

public sealed class NodeHostTests
{
    [Theory] // RFC 9110 section 15.5.22
    [InlineData(true, 502)]
    [InlineData(false, 426)]
    public async Task Plain_requests_are_served_where_http_is_enabled(bool enabled, int status)
    {
        using var port = new ClosedPort();
        var options = TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(port.Url))) with
        {
            Http = new HttpOptions { Enabled = enabled },
            AccessLog = new AccessLogOptions { Enabled = false },
            Log = new LogOptions { Level = LogSeverity.Error },
        };
        await using var host = await NodeHost.StartAsync(options, Config.Empty);
        using var client = await Peer.ConnectAsync(host.Node.Listeners.EndPoints[TestRoutes.Listener]);

        await client.SendAsync(Requests.Get());

        Assert.Equal(status, (await client.ReadHeadAsync()).Status);
    }
}
