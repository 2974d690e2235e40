using System.Collections.Immutable;
using System.Threading.Channels;
using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Operator;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Operator;
using Akka.Actor;

namespace ActorProxy.Actors.Tests.Operator;

/// <summary>How long another node is waited for, on a clock that the test moves.</summary>
public sealed class OperatorCallTests : SteppedTestKit
{
    private readonly Channel<OperatorAnswer> _answers = Channel.CreateUnbounded<OperatorAnswer>();
    private readonly IActorRef _call;

    public OperatorCallTests()
    {
        var target = new NodeTarget("b:1", TestActor);
        var request = new OperatorRequest("cluster show", ImmutableSortedDictionary<string, string>.Empty, "test");
        _call = Sys.ActorOf(Props.Create(() => new OperatorCall(target, request, _answers.Writer)));
        ExpectMsg(request);
    }

    [Fact]
    public async Task A_node_without_a_first_word_is_given_up_after_the_time_out_of_queries()
    {
        Watch(_call);
        Settle(_call);
        Pass(OperatorCall.FirstAnswer);
        ExpectTerminated(_call);
        Assert.Equal([OperatorAnswer.Warning("node b:1 did not answer in time")], await AllAsync());
    }

    [Fact]
    public async Task One_that_has_the_command_may_take_its_time()
    {
        _call.Tell(new OperatorAnswers([], Last: false));
        Settle(_call);
        Pass(OperatorCall.FirstAnswer);
        _call.Tell(new OperatorAnswers([OperatorAnswer.Line("measured")], Last: true));
        Assert.Equal([OperatorAnswer.Line("measured")], await AllAsync());
    }

    [Fact]
    public async Task One_that_falls_silent_is_given_up()
    {
        _call.Tell(new OperatorAnswers([OperatorAnswer.Line("begun")], Last: false));
        Settle(_call);
        Pass(OperatorCall.Silence);
        Assert.Equal([OperatorAnswer.Line("begun"), OperatorAnswer.Warning("node b:1 did not answer in time")], await AllAsync());
    }

    private async Task<List<OperatorAnswer>> AllAsync()
    {
        List<OperatorAnswer> all = [];
        await foreach (var answer in _answers.Reader.ReadAllAsync())
            all.Add(answer);
        return all;
    }

}
