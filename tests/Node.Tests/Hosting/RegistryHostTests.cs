using System.Collections.Immutable;
using System.Net;
using ActorProxy.Actors.Registry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Hosting;
using ActorProxy.Node.Tests.Persistence;
using ActorProxy.Shared.Operator;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Registry;
using ActorProxy.Tests.Harness;

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
    public async Task What_it_has_saved_is_read_at_its_next_start_and_gone_when_the_registry_is_known_to_lack_it()
    {
        var options = Options with { Registry = Options.Registry with { SavedRoutes = _directory.File("routes.json") } };
        await using (var host = await TestHost.StartAsync(options))
        {
            var put = TestRoutes.Route(TestRoutes.Pool(_backend.Url), "/put") with { Id = "put" };
            Assert.IsType<CommandAccepted>(await host.Node.Registry!.Client.SendAsync(new PutRoute(RegistryClient.NewId(), put)));
            await Upgrades.UntilServedAsync(host.EndPoint(), "/put");
            // A replica that is not whole is not saved.
            await Wait.UntilAsync(() => host.Node.Health.Current.RoutesSynced, "all routes of the registry");
        }

        // Another database, as if that of before were away.
        await using var again = await TestHost.StartAsync(
            options with { Registry = options.Registry with { DataDirectory = _directory.File("empty") } });

        Assert.Equal(_directory.File("routes.json"), Assert.Single(Directory.GetFiles(_directory.Path, "routes.json*")));
        Assert.NotNull(again.Node.Health.Current.SavedAt);
        // The empty registry is a registry, too: what it has not is gone when it is known.
        await Wait.UntilAsync(async () => await Upgrades.StatusAsync(again.EndPoint(), "/put") == 404, "the registry's routes");
        Assert.Equal(101, await Upgrades.StatusAsync(again.EndPoint(), "/file"));
    }

    [Fact]
    public async Task It_has_no_port_for_other_nodes()
    {
        await using var host = await TestHost.StartAsync(Options);

        Assert.Equal("akka.lone", ((Akka.Actor.ExtendedActorSystem)host.Node.ControlSystem).Provider.DefaultAddress.Protocol);
        Assert.Equal("local", host.Node.Name);
    }

    [Fact]
    public async Task A_document_of_an_operator_is_put_only_where_all_its_keys_are_known()
    {
        await using var host = await TestHost.StartAsync(Options);

        Assert.Equal(
            OperatorAnswer.Error("pool.backends[0].wieght: unknown key; did you mean weight?; drain-ovr: unknown "
                + "key; did you mean drain-over?"),
            await PutAsync(host, "wieght", """, "drain-ovr": 1000"""));
        Assert.Equal(OperatorAnswer.Error("document: give either the document or path, backends and listeners"),
            await PutAsync(host, "weight", "", ("path", "/x")));
        Assert.Equal(OperatorAnswer.Error("id: the document is of route 'other', not of 'put'"),
            await PutAsync(host, "weight", """, "id": "other" """));
        Assert.Equal(
            OperatorAnswer.Error("host: the document is of host 'a.org', not of 'b.org'"),
            await PutAsync(host, "weight", """, "host": "a.org" """, ("host", "b.org")));
        Assert.Equal(404, await Upgrades.StatusAsync(host.EndPoint(), "/put"));

        // The revision is the second where the configuration's own route was declared before.
        Assert.StartsWith("route 'put' of host * is stored: revision ", (await PutAsync(host, "weight", "")).Text,
            StringComparison.Ordinal);
        await Upgrades.UntilServedAsync(host.EndPoint(), "/put");
    }

    [Fact]
    public async Task A_second_node_on_the_same_directory_is_refused_and_leaves_nothing_behind()
    {
        await using var host = await TestHost.StartAsync(Options);
        var health = new HealthOptions { Address = IPAddress.Loopback, Port = FreePort.Next() };

        var refused = await Assert.ThrowsAsync<IOException>(() => TestHost.StartAsync(Options with { Health = health }));

        Assert.Contains("is used by another process; give each node a data-directory of its own", refused.Message);
        await using var later = await TestHost.StartAsync(TestHost.Options(Options.Routes.Routes[0]) with { Health = health });
        Assert.Equal(101, await Upgrades.StatusAsync(host.EndPoint(), "/file"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Akka_does_not_log_the_configuration(bool registry)
    {
        var options = registry ? Options : TestHost.Options(Options.Routes.Routes[0]);

        await using var host = await TestHost.StartAsync(options, "akka.log-config-on-start = on");

        Assert.False(host.Node.System.Settings.LogConfigOnStart);
    }

    [Fact]
    public async Task A_document_with_hidden_values_is_refused()
    {
        await using var host = await TestHost.StartAsync(Options);

        Assert.Equal(
            OperatorAnswer.Error("document: headers: a value is ***, which 'routes show' prints in the place of values; write the "
                + "value itself, or take what 'routes show --secrets' prints"),
            await PutAsync(host, "weight", """, "headers": {"set": [{"name": "A", "value": "***"}]}"""));
    }

    [Fact]
    public async Task A_route_for_a_listener_that_the_node_has_not_is_stored_and_warned_of()
    {
        await using var host = await TestHost.StartAsync(Options);

        var answers = await AnswersAsync(host, "weight", """, "listeners": ["none"]""");

        Assert.Equal([AnswerKind.Line, AnswerKind.Warning], answers.Select(answer => answer.Kind));
        Assert.Equal("this node has no listener none", answers[1].Text);
    }

    /// <summary>The only answer to <c>routes put</c>.</summary>
    private async Task<OperatorAnswer> PutAsync(NodeHost host, string weight, string more,
        params (string Name, string Value)[] arguments) =>
        Assert.Single(await AnswersAsync(host, weight, more, arguments));

    private async Task<List<OperatorAnswer>> AnswersAsync(
        NodeHost host, string weight, string more, params (string Name, string Value)[] arguments)
    {
        var document = $$"""{"path": "/put", "pool": {"name": "p", "backends": [{"url": "{{_backend.Url}}", "{{weight}}": 2}]}{{more}}}""";
        var request = new OperatorRequest(
            "routes put", arguments.Append(("id", "put")).Append(("document", document))
                .ToImmutableSortedDictionary(a => a.Item1, a => a.Item2), "test");
        var answers = new List<OperatorAnswer>();
        await foreach (var answer in host.Node.Operator.RunAsync(request, CancellationToken.None))
            answers.Add(answer);
        return answers;
    }
}
