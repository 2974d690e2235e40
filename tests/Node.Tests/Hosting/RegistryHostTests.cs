using System.Net;
using ActorProxy.Actors.Registry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Tests.Persistence;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Registry;

namespace ActorProxy.Node.Tests.Hosting;

/// <summary>A node that is alone and keeps its registry in SQLite.</summary>
public sealed class RegistryHostTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly EchoBackend _backend = new();

    private ProxyOptions Options => TestHost.Options(TestRoutes.Route(TestRoutes.Pool(_backend.Url), "/file")) with
    {
        Registry = new RegistryOptions { Enabled = true, DataDirectory = _directory.Path },
    };

    public void Dispose()
    {
        _backend.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_route_that_was_put_is_there_and_served_after_a_restart()
    {
        await using (var host = await TestHost.StartAsync(Options))
        {
            var put = TestRoutes.Route(TestRoutes.Pool(_backend.Url), "/put") with { Id = "put" };
            Assert.IsType<CommandAccepted>(await host.Node.Registry!.Client.SendAsync(new PutRoute(RegistryClient.NewId(), put)));
            await Upgrades.UntilServedAsync(host.EndPoint(), "/put");
        }

        await using var again = await TestHost.StartAsync(Options);

        await Upgrades.UntilServedAsync(again.EndPoint(), "/put");
        Assert.Equal(101, await Upgrades.StatusAsync(again.EndPoint(), "/file"));
    }

    [Fact]
    public async Task A_second_node_on_the_same_directory_is_refused_and_leaves_nothing_behind()
    {
        await using var host = await TestHost.StartAsync(Options);
        var health = new HealthOptions { Address = IPAddress.Loopback, Port = TestHost.FreePort() };

        var refused = await Assert.ThrowsAsync<IOException>(() => TestHost.StartAsync(Options with { Health = health }));

        Assert.Contains("is used by another process; give each node a data-directory of its own", refused.Message);
        await using var later = await TestHost.StartAsync(TestHost.Options(Options.Routes.Routes[0]) with { Health = health });
        Assert.Equal(101, await Upgrades.StatusAsync(host.EndPoint(), "/file"));
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Akka_does_not_log_a_configuration_that_has_the_connection_string(bool registry, bool logs)
    {
        var options = registry ? Options : TestHost.Options(Options.Routes.Routes[0]);

        await using var host = await TestHost.StartAsync(options, "akka.log-config-on-start = on");

        Assert.Equal(logs, host.Node.System.Settings.LogConfigOnStart);
    }
}
