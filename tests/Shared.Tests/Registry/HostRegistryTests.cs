using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Tests.Backends;

namespace ActorProxy.Shared.Tests.Registry;

public class HostRegistryTests
{
    private static readonly HostPattern Host = Routes.Host("h");
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private HostState _state = HostState.Empty(Host);
    private int _commands;
    private DateTimeOffset _now = Now;

    [Fact]
    public void A_route_is_put_and_the_event_says_when_and_by_which_command()
    {
        var route = Routes.One("a:/x");
        var decision = HostRegistry.Decide(_state, new PutRoute("c", route), Now);
        var stored = Assert.IsType<RegistryDecision.Store>(decision).Event;
        Assert.Equal(new RoutePut(Host, 1, "c", Now, route), stored);
        var after = HostRegistry.Apply(_state, stored);
        Assert.Equal(Routes.Known(1, 0, null, [route]) with { ChangedAt = Now }, after.Routes);
        Assert.Equal([new AppliedCommand("c", 1, Now)], after.Applied.AsEnumerable());
        Assert.Equal(new CommandAccepted("c", 1, []), HostRegistry.Accepted("c", after.Routes, 1));
    }

    [Fact]
    public void A_route_takes_the_place_of_the_one_with_its_id()
    {
        Store(Put("a:/x"), Put("b:/y"), Put("a:/z"));
        Assert.Equal(["b:/y", "a:/z"], Mine());
    }

    [Fact]
    public void A_route_that_is_there_already_is_accepted_and_nothing_stored()
    {
        Store(Put("a:/x"), Put("b:/y"));
        Assert.Equal(new CommandAccepted("again", 2, []), Answer(new PutRoute("again", Routes.One("a:/x"))));
    }

    [Fact]
    public void A_path_that_another_route_of_an_operator_has_is_refused()
    {
        Store(Put("a:/x"), Put("b:/y"));
        const string Message = "host h and path /x are already taken by route 'a'; remove that route first, or choose another path";
        Refused(RejectionReason.PathTaken, Message, Put("c:/x"));
        Refused(RejectionReason.PathTaken, Message, Put("b:/x"));
        Refused(RejectionReason.PathTaken, Message, Replace("a:/x", "b:/x"));
        Refused(RejectionReason.PathTaken, Message, Declare(1, "a:/x", "b:/x"));
    }

    [Fact]
    public void A_path_of_the_configuration_may_be_taken_and_the_answer_names_what_no_longer_serves()
    {
        Store(Declare(1, "a:/x", "b:/y", "c:/z"), Put("a:/other"), Put("mine:/y"));
        Assert.Equal(["a", "b"], HostRegistry.Accepted("c", _state.Routes, 3).Shadowed.AsEnumerable());
        Assert.Equal(["a", "mine", "c"], _state.Routes.Effective().Ids());
    }

    [Fact]
    public void An_operators_route_is_removed()
    {
        Store(Put("a:/x"), Put("b:/y"), Remove("a"));
        Assert.Equal(["b:/y"], Mine());
        Assert.Equal(3, _state.Routes.Revision);
    }

    [Fact]
    public void A_route_that_is_not_there_cannot_be_removed()
    {
        Store(Declare(1, "a:/x"));
        Refused(RejectionReason.UnknownRoute, "host h has no route 'b': look at its routes again", Remove("b"));
        Refused(RejectionReason.UnknownRoute, "route 'a' of host h is in the nodes' configuration: remove it there and reload",
            Remove("a"));
    }

    [Fact]
    public void A_route_of_an_operator_that_covers_one_of_the_configuration_is_removed_and_that_one_serves_again()
    {
        Store(Declare(1, "a:/x"), Put("a:/y"), Remove("a"));
        Assert.Equal(["a:/x"], _state.Routes.Effective().Select(r => $"{r.Id}:{r.Path}"));
        Assert.Empty(_state.Routes.Shadowed());
    }

    [Fact]
    public void All_routes_of_the_operator_are_replaced_and_no_others()
    {
        Store(Declare(1, "d:/d"), Put("a:/x"), Replace("b:/y", "c:/z"));
        Assert.Equal(["b:/y", "c:/z"], Mine());
        Assert.Equal(["d"], _state.Routes.Layer(RouteLayer.Configuration).Routes.Ids());
        Store(Replace());
        Assert.Empty(Mine());
        Accepted(4, Replace());
    }

    [Fact]
    public void Nothing_in_the_place_of_nothing_is_no_change()
    {
        Accepted(0, Replace());
        Accepted(0, Declare(0));
    }

    [Fact]
    public void Routes_that_contradict_each_other_are_refused()
    {
        Refused(RejectionReason.Invalid, "there are two routes with the id 'a'", Replace("a:/x", "a:/y"));
        Refused(RejectionReason.Invalid, "route 'a' is of host other, not of h",
            new ReplaceRoutes("c", Host, [Pools.Route("other", "/", "a")]));
        Refused(RejectionReason.Invalid, "route 'a' is of host other, not of h",
            new PutRoute("c", Pools.Route("other", "/", "a")) { Host = Host });
    }

    [Fact]
    public void Newer_routes_of_the_configuration_replace_the_older_ones()
    {
        Store(Declare(1, "a:/x"), Declare(3, "b:/y"));
        Assert.Equal(new RouteLayer(RouteLayer.Configuration, 3, Routes.Of("b:/y")), _state.Routes.Layer(RouteLayer.Configuration));
    }

    [Fact]
    public void A_newer_revision_of_the_same_routes_is_stored_so_that_older_ones_are_known_as_such()
    {
        Store(Declare(1, "a:/x"), Declare(2, "a:/x"));
        Assert.Equal(2, _state.Routes.Layer(RouteLayer.Configuration).Revision);
    }

    [Fact]
    public void The_same_routes_of_the_same_revision_are_accepted_and_nothing_stored()
    {
        Store(Declare(1, "a:/x"));
        Accepted(1, Declare(1, "a:/x"));
    }

    [Fact]
    public void Other_routes_of_the_same_revision_are_taken_the_last_ones_win()
    {
        Store(Declare(1, "a:/x"), Declare(1, "b:/y"));
        Assert.Equal(["b"], _state.Routes.Effective().Ids());
    }

    [Fact]
    public void Routes_of_an_older_configuration_are_refused()
    {
        Store(Declare(2, "a:/x"));
        Refused(RejectionReason.OlderConfiguration,
            "the registry has routes of configuration revision 2 for host h, and these are of 1; raise "
                + "actorproxy.registry.revision with each change",
            Declare(1, "a:/x"));
    }

    [Fact]
    public void A_host_that_left_the_configuration_stays_known_so_that_older_nodes_do_not_bring_it_back()
    {
        Store(Declare(1, "a:/x"), Declare(2));
        Assert.Empty(_state.Routes.Effective());
        Assert.IsType<CommandRejected>(Answer(Declare(1, "a:/x")));
    }

    [Fact]
    public void A_command_that_comes_again_gets_the_same_answer_and_is_not_done_again()
    {
        var put = Put("a:/x") with { ExpectedRevision = 0 };
        Store(put, Put("b:/y"), Remove("a"));
        Accepted(1, put);
        Assert.Equal(["b:/y"], Mine());
    }

    [Fact]
    public void However_many_others_come_between_two_attempts_of_a_client_its_command_is_not_done_again()
    {
        var (put, remove) = (Put("first:/first"), Remove("first"));
        Store(put, remove, Put("first:/first"));
        for (var i = 0; i < 500; i++)
        {
            _now += TimeSpan.FromMilliseconds(20);
            Store(Put($"r:/{i}"));
        }
        Accepted(1, put);
        Accepted(2, remove);
        Assert.Contains("first:/first", Mine());
    }

    [Fact]
    public void Commands_are_forgotten_where_there_are_too_many()
    {
        var first = Put("r0:/p0");
        Store(first);
        for (var i = 1; i <= HostState.MostMemory; i++)
            Store(Put($"r:/{i}"));
        Assert.Equal(HostState.MostMemory, _state.Applied.Length);
        Assert.DoesNotContain(_state.Applied, applied => applied.Id == first.Id);
    }

    [Fact]
    public void Of_old_commands_so_many_are_remembered_and_no_more()
    {
        var first = Put("r0:/p0");
        Store(first);
        _now += HostState.Remembered + TimeSpan.FromSeconds(1);
        for (var i = 1; i < HostState.Memory; i++)
            Store(Put($"r{i}:/p{i}"));
        Accepted(1, first with { ExpectedRevision = 0 });
        Store(Put("last:/last"));
        Assert.Equal(HostState.Memory, _state.Applied.Length);
        Refused(RejectionReason.StaleRevision, "host h has revision 65, not 0: look at its routes again",
            first with { ExpectedRevision = 0 });
    }

    [Fact]
    public void A_command_that_expects_another_revision_is_refused()
    {
        Store(Put("a:/x"), Put("b:/y") with { ExpectedRevision = 1 });
        const string Message = "host h has revision 2, not 1: look at its routes again";
        foreach (var command in (RegistryCommand[])[Put("c:/z"), Remove("a"), Replace(), Declare(1, "c:/z")])
            Refused(RejectionReason.StaleRevision, Message, command with { ExpectedRevision = 1 });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(HostRegistry.MaxCommandId + 1)]
    public void A_command_without_an_id_or_with_a_very_long_one_is_refused(int length) => Refused(RejectionReason.Invalid,
        $"the command's id has {length} characters; allowed are 1 to 128, another for each command and the same for each attempt",
        Put("a:/x") with { Id = new string('c', length) });

    [Fact]
    public void The_number_of_routes_is_bounded_over_both_layers()
    {
        Store(Declare(1, Many("d", 400)), Replace(Many("o", 600)));
        const string Message = "host h would have 1001 routes; allowed are 1000";
        Refused(RejectionReason.TooLarge, Message, Put("more:/more"));
        Refused(RejectionReason.TooLarge, Message, Declare(2, Many("d", 401)));
        Store(Remove("o1"), Put("more:/more"));
    }

    [Fact]
    public void The_size_of_the_routes_is_bounded()
    {
        Store(Put("a:/x"));
        var answer = Assert.IsType<CommandRejected>(Answer(Put($"b:/{new string('x', HostRegistry.MaxSize)}")));
        Assert.Equal(RejectionReason.TooLarge, answer.Reason);
        Assert.Matches("^the routes of host h would have 262[0-9]{3} bytes in JSON; allowed are 262144$", answer.Message);
        Store(Put($"b:/{new string('x', HostRegistry.MaxSize - 1000)}"));
    }

    [Fact]
    public void What_is_no_command_or_no_event_of_the_registry_is_a_defect()
    {
        Assert.Throws<ArgumentException>(() => HostRegistry.Decide(_state, new Foreign("c", Host), Now));
        Assert.Throws<ArgumentException>(() => HostRegistry.Apply(_state, new ForeignEvent(Host, 1, "c", Now)));
    }

    private static string[] Many(string prefix, int count) => [.. Enumerable.Range(0, count).Select(i => $"{prefix}{i}:/{prefix}{i}")];

    private PutRoute Put(string route) => new(NextId(), Routes.One(route));

    private RemoveRoute Remove(string id) => new(NextId(), Host, id);

    private ReplaceRoutes Replace(params string[] routes) => new(NextId(), Host, Routes.Of(routes));

    private DeclareRoutes Declare(int revision, params string[] routes) => new(NextId(), Host, revision, Routes.Of(routes));

    private string NextId() => $"c{++_commands}";

    private IEnumerable<string> Mine() => _state.Routes.Layer(RouteLayer.Operator).Routes.Select(r => $"{r.Id}:{r.Path}");

    private void Store(params RegistryCommand[] commands)
    {
        foreach (var command in commands)
        {
            var decision = HostRegistry.Decide(_state, command, _now);
            _state = HostRegistry.Apply(_state, Assert.IsType<RegistryDecision.Store>(decision).Event);
        }
    }

    private RegistryReply Answer(RegistryCommand command) =>
        Assert.IsType<RegistryDecision.Answer>(HostRegistry.Decide(_state, command, _now)).Reply;

    private void Accepted(long revision, RegistryCommand command) =>
        Assert.Equal(new CommandAccepted(command.Id, revision, _state.Routes.Shadowed()), Answer(command));

    private void Refused(RejectionReason reason, string message, RegistryCommand command) =>
        Assert.Equal(new CommandRejected(command.Id, reason, message), Answer(command));

    private sealed record Foreign(string Id, HostPattern Host) : RegistryCommand(Id, Host);

    private sealed record ForeignEvent(HostPattern Host, long Revision, string CommandId, DateTimeOffset At)
        : RegistryEvent(Host, Revision, CommandId, At);
}
