using System.Net;
using ActorProxy.Actors.Pipeline;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies;
using ActorProxy.Shared.Policies.Limits;
using ActorProxy.Shared.Policies.Standard;
using ActorProxy.Shared.Policies.Timeouts;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Tests.Pipeline;

/// <summary>What becomes of a set of policies.</summary>
public sealed class RoutePipelinesTests
{
    private readonly List<string> _asked = [];
    private int _compiled;

    [Fact]
    public void Equal_sets_share_a_pipeline_and_others_have_their_own()
    {
        var pipelines = new RoutePipelines(Catalogue());
        var first = pipelines.Of([new AttemptLimit(1)]);
        Assert.Same(first, pipelines.Of([new AttemptLimit(1)]));
        Assert.NotSame(first, pipelines.Of([new AttemptLimit(2)]));
        Assert.Same(pipelines.Of([]), pipelines.Of(PolicySet.Empty));
        Assert.Equal(2, _compiled);
    }

    [Fact]
    public async Task Phases_are_asked_in_the_order_of_the_catalogue_and_responses_too()
    {
        var pipeline = new RoutePipelines(Catalogue()).Of([new IdleTimeout(TimeSpan.FromSeconds(1)), new AttemptLimit(1)]);
        Assert.Same(PhaseResult.Continue, await pipeline.OnRequest(Session()));
        pipeline.OnResponse(Session(), new ClientResponse(200, []));
        Assert.Equal(["request attempts", "request idle", "response attempts", "response idle"], _asked);
    }

    [Fact]
    public async Task The_first_that_says_no_is_the_last_that_is_asked()
    {
        var pipeline = new RoutePipelines(Catalogue(refuses: true)).Of([new IdleTimeout(TimeSpan.FromSeconds(1)), new AttemptLimit(1)]);
        Assert.Equal(new PhaseResult.Refused(TerminationReason.BadRequest, "no"), await pipeline.OnRequest(Session()));
        Assert.Equal(["request attempts"], _asked);
    }

    [Fact]
    public async Task Those_behind_one_that_waits_are_asked_when_it_has_said_yes()
    {
        var waited = new TaskCompletionSource();
        var pipeline = new RoutePipelines(Catalogue(waits: waited.Task))
            .Of([new IdleTimeout(TimeSpan.FromSeconds(1)), new AttemptLimit(1)]);

        var asked = pipeline.OnRequest(Session());
        Assert.Equal((false, 1), (asked.IsCompleted, _asked.Count));
        waited.SetResult();

        Assert.Same(PhaseResult.Continue, await asked);
        Assert.Equal(["request attempts", "request idle"], _asked);
    }

    [Fact]
    public void What_stands_is_there_where_nobody_has_said_a_word_of_it()
    {
        var made = new List<IPolicy?>();
        var pipelines = new RoutePipelines(new PhaseCatalogue(new PolicyPhase(typeof(AttemptLimit), values =>
        {
            made.Add(values);
            return new Phase(this, "attempts", refuses: false, Task.CompletedTask);
        }, Stands: true)));

        pipelines.Of([]).OnResponse(Session(), new ClientResponse(200, []));
        pipelines.Of([new AttemptLimit(2)]).OnResponse(Session(), new ClientResponse(200, []));

        Assert.Equal([null, new AttemptLimit(2)], made);
        Assert.Equal(["response attempts", "response attempts"], _asked);
    }

    [Fact]
    public void Those_of_the_product_are_found_by_the_policies_that_they_are_made_of()
    {
        var phases = typeof(IPhase).Assembly.GetTypes().Where(type => type.IsClass && type.IsAssignableTo(typeof(IPhase))).ToList();
        Assert.Equal(phases.Count, PhaseCatalogue.Standard.Policies.Count());
        Assert.Equal(
            StandardPolicies.Catalogue.Policies.Select(policy => policy.Type).Where(PhaseCatalogue.Standard.Policies.Contains),
            PhaseCatalogue.Standard.Policies.Distinct());
    }

    private static ProxySession Session() => new(new ListenerOptions("web", IPAddress.Loopback, 0),
        new ClientInfo(IPAddress.Loopback, "http", "id"), IPAddress.Loopback, new RequestHead("GET", "/", []), isUpgrade: true,
        ForwardingPolicy.Default);

    private PhaseCatalogue Catalogue(bool refuses = false, Task? waits = null) => new(
        PolicyPhase.Of<AttemptLimit>(_ =>
        {
            _compiled++;
            return new Phase(this, "attempts", refuses, waits ?? Task.CompletedTask);
        }),
        PolicyPhase.Of<IdleTimeout>(_ => new Phase(this, "idle", refuses: false, Task.CompletedTask)));

    private sealed class Phase(RoutePipelinesTests test, string name, bool refuses, Task waits) : IRequestPhase, IResponsePhase
    {
        public async ValueTask<PhaseResult> OnRequest(ProxySession session)
        {
            test._asked.Add($"request {name}");
            await waits;
            return refuses ? new PhaseResult.Refused(TerminationReason.BadRequest, "no") : PhaseResult.Continue;
        }

        public void OnResponse(ProxySession session, ClientResponse response) => test._asked.Add($"response {name}");
    }
}
