using ActorProxy.Actors.Pipeline;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Actors.Tests.Policies.Example.Actors;
using ActorProxy.Actors.Tests.Policies.Example.Shared;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Policies.Standard;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Actors.Tests.Policies.Example;

/// <summary>
/// How a policy is added that adds a field to responses: a folder as Shared here, one as Actors here, and one line in StandardPolicies.
/// CONTRIBUTING.md tells it step by step.
/// </summary>
public sealed class ExampleTests
{
    /// <summary>In the product this is the line in StandardPolicies.</summary>
    private static readonly PolicyCatalogue Catalogue =
        StandardPolicies.Catalogue.With(PolicyDefinition.Of<Greeting>(PolicyPlaces.All));

    private static readonly PhaseCatalogue Phases =
        PhaseCatalogue.Of(Catalogue, typeof(PhaseCatalogue).Assembly, typeof(GreetingPhase).Assembly);

    [Fact]
    public async Task Responses_have_the_field()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await TestProxy.StartAsync(
            TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url), "/greeted", [new Greeting { Name = "you" }])),
            phases: Phases);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(Handshakes.Request("/greeted"));
        var (upstream, _) = await backend.AcceptRequestAsync();
        await upstream.SendAsync(Handshakes.Switching);

        Assert.Equal("Hello, you", (await client.ReadHeadAsync())["X-Greeting"].Single());
        upstream.Dispose();
    }

    [Fact]
    public void Its_settings_are_read_and_an_unknown_one_is_an_error()
    {
        var report = new SettingReport();
        var route = Catalogue.Model.Read<Route>(
            (SettingSection)SettingsJson.Read("""{"id":"r","backends":["ws://a:1"],"greeting":{"name":"you","nmae":"x"}}"""), report);

        Assert.Equal(new Greeting { Name = "you" }, route.Policies.Find<Greeting>());
        Assert.Equal(["greeting.nmae: unknown key; did you mean name?"], report.Problems.Select(problem => problem.ToString()));
    }
}
