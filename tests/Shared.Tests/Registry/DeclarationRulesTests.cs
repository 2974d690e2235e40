using ActorProxy.Shared.Registry;

namespace ActorProxy.Shared.Tests.Registry;

public sealed class DeclarationRulesTests
{
    [Theory]
    [InlineData(0, false, false, DeclarationScope.New)]
    [InlineData(0, false, true, DeclarationScope.Changed)]
    [InlineData(0, true, false, DeclarationScope.Changed)]
    [InlineData(1, false, false, DeclarationScope.Changed)]
    [InlineData(1, true, true, DeclarationScope.Changed)]
    public void A_node_that_starts_among_others_without_a_revision_declares_new_hosts_alone(
        int revision, bool isAlone, bool isReload, DeclarationScope scope) =>
        Assert.Equal(scope, DeclarationRules.ScopeOf(revision, isAlone, isReload));
}
