using ActorProxy.Shared.Health;

namespace ActorProxy.Shared.Tests.Health;

public class StartRulesTests
{
    private static readonly HealthState Starting = new() { Listening = true };
    private static readonly HealthState Synced = Starting with { RoutesSynced = true };
    private static readonly HealthState Saved = Starting with { SavedAt = DateTimeOffset.UnixEpoch };

    [Fact]
    public void Nobody_goes_on_before_the_wait_is_over()
    {
        Assert.Equal(StartDecision.Wait, StartRules.Decide(Saved, waited: false, usesRegistry: true, databaseIsAway: true));
        Assert.Equal(StartDecision.Wait, StartRules.Decide(Synced, waited: false, usesRegistry: false, databaseIsAway: false));
    }

    [Fact]
    public void Without_a_registry_the_configuration_has_all_routes()
    {
        Assert.Equal(StartDecision.GoOn, Decide(Synced, usesRegistry: false));
        Assert.Equal(StartDecision.Done, Decide(Synced.Joined(), usesRegistry: false));
        Assert.Equal(StartDecision.Done, Decide(Synced.Lost(), usesRegistry: false));
    }

    [Fact]
    public void With_a_registry_it_takes_saved_routes_or_a_database_that_is_away()
    {
        Assert.Equal(StartDecision.GoOn, Decide(Saved));
        Assert.Equal(StartDecision.GoOn, Decide(Saved.Joined()));
        Assert.Equal(StartDecision.Wait, Decide(Starting));
        Assert.Equal(StartDecision.Wait, Decide(Starting.Joined()));
        Assert.Equal(StartDecision.GoOn, Decide(Starting, databaseIsAway: true));
    }

    [Fact]
    public void A_start_ends_once()
    {
        Assert.Equal(StartDecision.Done, Decide(Saved with { RoutesSynced = true }));
        Assert.Equal(StartDecision.Done, Decide(Saved with { StartsAlone = true }));
    }

    private static StartDecision Decide(HealthState state, bool usesRegistry = true, bool databaseIsAway = false) =>
        StartRules.Decide(state, waited: true, usesRegistry, databaseIsAway);
}
