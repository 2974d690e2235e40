using System.Text.Json.Nodes;
using ActorProxy.Pbm.Tests.Harness;
using ActorProxy.Shared.Operator;
using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Petabridge.Cmd;

namespace ActorProxy.Pbm.Tests;

/// <summary>A session gives commands to the handler of a palette.</summary>
public sealed class PbmCommandActorTests : TestKit
{
    private readonly FakeService _service = new();
    private readonly TestProbe _session;

    public PbmCommandActorTests() => _session = CreateTestProbe();

    public static TheoryData<string> Commands => Samples.Commands;

    [Theory, MemberData(nameof(Commands))]
    public async Task Every_command_reaches_the_service_and_its_answer_the_session(string name)
    {
        var command = OperatorCatalogue.Find(name)!;
        _service.Put(OperatorAnswer.Line("done")).End();

        Give(command, [.. Samples.Required(command)]);

        Assert.Equal(name, (await _service.AskedAsync()).Command);
        await SaysAsync("done");
        await EndsAsync();
    }

    [Fact]
    public async Task Pieces_come_in_their_order_and_the_last_one_is_final()
    {
        _service.Put(
            Count("a", 1), Count("b", 2), OperatorAnswer.Warning("n2 did not reply"), OperatorAnswer.Line("two"), OperatorAnswer.Next("T"))
                .End();

        Give("connections count");

        await SaysAsync("key  count", "a    1", "b    2", "warning: n2 did not reply", "two", "there is more: the same with --after T");
        await EndsAsync();
    }

    [Fact]
    public async Task What_is_there_is_shown_while_the_command_goes_on()
    {
        _service.Put(Count("a", 1));
        Give("connections count");
        await SaysAsync("key  count", "a    1");

        _service.Put(Count("b", 2));
        await SaysAsync("b    2");

        _service.End();
        await EndsAsync();
    }

    [Fact]
    public async Task An_error_is_the_end_of_the_answer()
    {
        _service.Put(Count("a", 1), OperatorAnswer.Error("no such node"), OperatorAnswer.Line("never")).End();

        Give("connections count");

        await SaysAsync("key  count", "a    1");
        await FailsAsync("no such node");
    }

    [Fact]
    public async Task A_failure_of_the_service_is_told_and_logged()
    {
        _service.Put(OperatorAnswer.Line("begun")).End(new InvalidOperationException("broken"));

        await EventFilter.Exception<InvalidOperationException>().ExpectOneAsync(async () =>
        {
            Give("connections count");
            await SaysAsync("begun");
            await FailsAsync("connections count failed: broken");
        });
    }

    [Fact]
    public async Task Wrong_arguments_are_answered_and_not_given_to_the_service()
    {
        Give("connections count", ("--by", "colour"), ("--rote", "chat"));

        await FailsAsync("there is no switch '--rote'; did you mean --route?\nby: 'colour' is not allowed; allowed is none, route, "
            + "backend, client, node, listener");
        Assert.Equal(0, _service.Runs);
    }

    [Fact]
    public async Task Without_yes_nothing_is_done()
    {
        Give("connections close", ("--id", "5f-1"));

        await FailsAsync("connections close can end connections; add --yes true to do it");
        Assert.Equal(0, _service.Runs);
    }

    [Fact]
    public async Task A_session_that_ends_cancels_its_command()
    {
        Give("connections tap", ("--id", "5f-1"));
        await _service.AskedAsync();
        Assert.False(_service.Cancelled.IsCompleted);

        Sys.Stop(_session);

        await _service.Cancelled.WaitAsync(RemainingOrDefault);
    }

    [Fact]
    public async Task A_session_that_has_ended_before_cancels_its_command()
    {
        Watch(_session);
        Sys.Stop(_session);
        await ExpectTerminatedAsync(_session);

        Give("connections tap", ("--id", "5f-1"));

        await _service.Cancelled.WaitAsync(RemainingOrDefault);
    }

    [Fact]
    public async Task A_handler_that_stops_cancels_its_command_and_says_nothing()
    {
        var handler = Give("connections tap", ("--id", "5f-1"));
        await _service.AskedAsync();

        Sys.Stop(handler);

        await _service.Ended.WaitAsync(RemainingOrDefault);
        Assert.True(_service.Cancelled.IsCompleted);
        await _session.ExpectNoMsgAsync(TimeSpan.Zero);
    }

    private static OperatorAnswer Count(string key, int count) => OperatorAnswer.Of(new JsonObject { ["key"] = key, ["count"] = count });

    private IActorRef Give(string name, params (string, string?)[] arguments) => Give(OperatorCatalogue.Find(name)!, arguments);

    private IActorRef Give(OperatorCommand command, (string, string?)[] arguments)
    {
        var palette = new PbmPaletteHandler(command.Group, [.. OperatorCatalogue.All.Where(c => c.Group == command.Group)], _service);
        var handler = Sys.ActorOf(palette.HandlerProps);
        handler.Tell(new Command(palette.Palette.ModuleName, command.Verb, arguments.Select(a => Tuple.Create(a.Item1, a.Item2!))),
            _session);
        return handler;
    }

    private async Task SaysAsync(params string[] lines)
    {
        foreach (var line in lines)
        {
            var response = await _session.ExpectMsgAsync<CommandResponse>();
            Assert.Equal((line, false), (response.Msg, response.Final));
            Assert.IsNotType<ErroredCommandResponse>(response);
        }
    }

    private async Task EndsAsync()
    {
        Assert.Same(CommandResponse.Empty, await _session.ExpectMsgAsync<CommandResponse>());
        await NothingFollowsAsync();
    }

    private async Task FailsAsync(string text)
    {
        var response = await _session.ExpectMsgAsync<ErroredCommandResponse>();
        Assert.Equal((text, true), (response.Msg, response.Final));
        await NothingFollowsAsync();
    }

    /// <summary>The run ends by itself, after all that it says.</summary>
    private async Task NothingFollowsAsync()
    {
        if (_session.LastSender is { } sender && sender.Path.Parent.Name != "user")
        {
            _session.Watch(sender);
            await _session.ExpectTerminatedAsync(sender);
        }
        await _session.ExpectNoMsgAsync(TimeSpan.Zero);
    }
}
