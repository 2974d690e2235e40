using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Policies.RouteChanges;
using ActorProxy.Shared.Policies.Standard;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Tests.Policies;

/// <summary>A policy that is added to the catalogue has all that the others have, and nothing else is touched.</summary>
public class PolicyCatalogueTests
{
    private static readonly PolicyCatalogue Catalogue = StandardPolicies.Catalogue
        .With(PolicyDefinition.Of<Greeting>(PolicyPlaces.All))
        .With(PolicyDefinition.Of<Farewell>(PolicyPlaces.Route));

    private sealed record Greeting : IPolicy
    {
        [Setting("What clients are told first.", Tunnels = true)]
        public string Greet { get; init; } = "hello";

        [Setting("How often."), Between(1, 9)]
        public int GreetTimes { get; init; } = 1;
    }

    [Setting("What clients are told last.", Key = "farewell")]
    private sealed record Farewell : IPolicy
    {
        [Setting("It.")]
        public string Text { get; init; } = "bye";
    }

    [Theory]
    [InlineData("""{"id":"r"}""", "")]
    [InlineData("""{"id":"r","greet":"hello"}""", "greet = hello\n")]
    [InlineData("""{"id":"r","greet-times":2}""", "greet-times = 2\n")]
    [InlineData("""{"id":"r","greet-times":1,"farewell":{}}""", "greet = hello\nfarewell = {}\n")]
    [InlineData("""{"id":"r","farewell":{"text":"ciao"},"on-change":"close"}""", "on-change = close\nfarewell {\n  text = ciao\n}\n")]
    public void A_policy_is_there_where_a_setting_of_its_is_and_is_written_so(string json, string hocon)
    {
        var route = Read<Route>(json);

        Assert.Equal($"id = r\n{hocon}", SettingsHocon.Write(Catalogue.Model.Write(route)));
        Assert.Equal(route, Read<Route>(SettingsJson.Write(Catalogue.Model.Write(route))));
    }

    [Fact]
    public void It_is_read_at_the_places_that_it_has()
    {
        Assert.Equal("a", Read<Route>("""{"greet":"a"}""").Policies.Of<Greeting>().Greet);
        Assert.Equal("b", Read<ListenerOptions>("""{"port":1,"greet":"b"}""").Policies.Of<Greeting>().Greet);
        Assert.Equal("c", Read<ProxyOptions>("""{"greet":"c"}""").Policies.Of<Greeting>().Greet);
        var report = new SettingReport();
        Catalogue.Model.Read<ListenerOptions>((SettingSection)SettingsJson.Read("""{"port":1,"farewell":{}}"""), report);
        Assert.StartsWith("farewell: unknown key", Assert.Single(report.Problems).ToString());
    }

    [Fact]
    public void It_is_in_reference_schema_and_completion()
    {
        var shape = Catalogue.Model.Of(typeof(Route));
        Assert.Contains("  # What clients are told first.\n  #greet = hello\n", ReferenceText.Of(shape, new Dictionary<string, string>()));
        Assert.NotNull(SettingsSchema.Of(shape)["properties"]!["farewell"]!["properties"]!["text"]);
        Assert.Contains("r.farewell.text", SettingPaths.Of(shape, "r").Select(setting => setting.Path));
    }

    [Fact]
    public void What_tunnels_were_built_from_is_compared()
    {
        Assert.True(Catalogue.BuildsAlike([new Greeting()], [new Greeting { GreetTimes = 2 }, new Farewell()]));
        Assert.False(Catalogue.BuildsAlike([new Greeting()], [new Greeting { Greet = "hi" }]));
        Assert.False(Catalogue.BuildsAlike([], [new Greeting { Greet = "hi" }]));
    }

    [Fact]
    public void A_policy_is_in_a_catalogue_once() =>
        Assert.Throws<ArgumentException>(() => StandardPolicies.Catalogue.With(PolicyDefinition.Of<OnChange>(PolicyPlaces.Node)));

    private static T Read<T>(string json)
    {
        var report = new SettingReport(passesOverUnknown: true);
        var read = Catalogue.Model.Read<T>((SettingSection)SettingsJson.Read(json), report);
        Assert.DoesNotContain(report.Problems, problem => !problem.ToString().Contains("pool", StringComparison.Ordinal));
        return read;
    }
}
