using ActorProxy.Actors.Registry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Routing;
using Akka.Actor;
using Akka.TestKit;

namespace ActorProxy.Actors.Tests.Registry;

/// <summary>The test is the registry, the declarer's parent, and Akka's clock.</summary>
public sealed class RouteDeclarerTests : SteppedTestKit
{
    private static readonly HostPattern Host = HostRoute.Host("a.example.org");

    private readonly StaticRoutes _old = StaticRoutes.From(1, HostRoute.Table("a.example.org old:/x"));
    private readonly StaticRoutes _new = StaticRoutes.From(2, HostRoute.Table("a.example.org new:/x"));
    private readonly TestProbe _region;
    private readonly IActorRef _declarer;

    public RouteDeclarerTests()
    {
        _region = CreateTestProbe();
        var client = new RegistryClient(_region);
        _declarer = ChildActorOf(Props.Create(() => new RouteDeclarer(client, _old)));
    }

    [Fact]
    public async Task A_host_is_declared_and_the_parent_told_of_its_revision()
    {
        Declare(_old);
        Assert.Equal((1, "old"), await AnswerAsync(new CommandAccepted("", 7, [])));

        Assert.Equal(new RouteDeclarer.Declared(Host, 7, _old), await ToldAsync());
    }

    [Fact]
    public async Task A_host_that_is_asked_for_twice_is_declared_once()
    {
        Declare(_old);
        Declare(_old);
        await AnswerAsync(new CommandAccepted("", 7, []));
        await ToldAsync();
        Declare(_new);

        Assert.Equal((2, "new"), await AnswerAsync(new CommandAccepted("", 8, [])));
        Assert.Equal(new RouteDeclarer.Declared(Host, 8, _new), await ToldAsync());
    }

    [Theory]
    [InlineData(null)]
    [InlineData(RejectionReason.OlderConfiguration)]
    [InlineData(RejectionReason.TooLarge)]
    public async Task An_answer_to_what_was_reloaded_meanwhile_is_followed_by_the_new_configuration(RejectionReason? refusal)
    {
        Declare(_old);
        var put = await _region.ExpectMsgAsync<DeclareRoutes>(Peer.Timeout);
        Declare(_new);
        // The declarer has the new configuration before the old one's answer reaches it.
        await _declarer.Ask<ActorIdentity>(new Identify(null), Peer.Timeout);
        _region.Reply(refusal is { } reason ? new CommandRejected(put.Id, reason, "no") : new CommandAccepted(put.Id, 7, []));

        Assert.Equal((2, "new"), await AnswerAsync(new CommandAccepted("", 8, [])));
        Assert.Equal(new RouteDeclarer.Declared(Host, 8, _new), await ToldAsync());
    }

    [Fact]
    public async Task A_retry_is_of_the_configuration_that_is_there_then()
    {
        Declare(_old);
        for (var attempt = 0; attempt < 5; attempt++)
            Assert.Equal(1, (await AnswerAsync(new CommandRejected("", RejectionReason.Unavailable, "not now"))).Revision);
        Declare(_new);

        // At once, or with the retry; and in no case are the old routes declared again.
        await LaterAsync();
        Assert.Equal((2, "new"), await AnswerAsync(new CommandAccepted("", 8, [])));
        Assert.Equal(new RouteDeclarer.Declared(Host, 8, _new), await ToldAsync());
    }

    [Fact]
    public async Task What_fails_in_an_unforeseen_way_is_tried_again()
    {
        Declare(_old);
        await _region.ExpectMsgAsync<DeclareRoutes>(Peer.Timeout);
        _region.Reply(new Status.Failure(new InvalidOperationException("a defect")));

        await LaterAsync();
        Assert.Equal((1, "old"), await AnswerAsync(new CommandAccepted("", 7, [])));
        Assert.Equal(new RouteDeclarer.Declared(Host, 7, _old), await ToldAsync());
    }

    private void Declare(StaticRoutes configuration) => _declarer.Tell(new RouteDeclarer.Declare([Host], configuration));

    private async Task<(int Revision, string Route)> AnswerAsync(RegistryReply reply)
    {
        var put = await _region.ExpectMsgAsync<DeclareRoutes>(Peer.Timeout);
        _region.Reply(reply with { CommandId = put.Id });
        return (put.Revision, Assert.Single(put.Routes).Id);
    }

    private async Task<RouteDeclarer.Declared> ToldAsync() => await ExpectMsgAsync<RouteDeclarer.Declared>(Peer.Timeout);

    /// <summary>Lets time pass until the registry is told something.</summary>
    private Task LaterAsync() => Wait.UntilAsync(() =>
    {
        Pass(TimeSpan.FromSeconds(1));
        return _region.HasMessages;
    }, "another attempt");
}
