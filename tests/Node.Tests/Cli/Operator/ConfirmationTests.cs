using System.Text.Json.Nodes;
using ActorProxy.Node.Cli;
using ActorProxy.Node.Cli.Operator;
using ActorProxy.Node.Tests.Admin;
using ActorProxy.Shared.Operator;

namespace ActorProxy.Node.Tests.Cli.Operator;

/// <summary>Commands that can end connections.</summary>
public sealed class ConfirmationTests : IAsyncLifetime
{
    private readonly CliHarness _cli = new();
    private AdminHarness _admin = null!;

    public static TheoryData<string> Destroying =>
        [.. OperatorCatalogue.All.Where(c => c.Effect == CommandEffect.Destroys).Select(c => c.Name)];

    public async Task InitializeAsync()
    {
        _admin = await AdminHarness.StartAsync();
        _cli.Terminal = new OperatorTerminal { Environment = name => name == "ACTORPROXY_ADMIN" ? _admin.Url : null };
        _admin.Service.Answer = (request, _) => Answer(request.Command);
    }

    public async Task DisposeAsync() => await _admin.DisposeAsync();

    [Theory]
    [MemberData(nameof(Destroying))]
    public async Task Without_a_terminal_they_only_look(string name)
    {
        Assert.Equal(ExitCode.NotConfirmed, await _cli.RunAsync(Words(name)));

        Assert.Contains("There is no terminal to ask on, so nothing was done; --yes goes on without asking", _cli.Error);
        Assert.Equal(CommandEffect.Reads, OperatorCatalogue.Find(Assert.Single(_admin.Service.Requests).Command)!.Effect);
    }

    [Theory]
    [MemberData(nameof(Destroying))]
    public async Task With_yes_nobody_is_asked(string name)
    {
        Assert.Equal(0, await _cli.RunAsync([.. Words(name), "--yes"]));

        Assert.Equal(name, Assert.Single(_admin.Service.Requests).Command);
    }

    [Theory]
    [InlineData("y", 0)]
    [InlineData("Yes", 0)]
    [InlineData("n", ExitCode.NotConfirmed)]
    [InlineData("", ExitCode.NotConfirmed)]
    [InlineData(null, ExitCode.NotConfirmed)]
    public async Task On_a_terminal_only_yes_is_yes(string? said, int code)
    {
        _cli.Terminal = _cli.Terminal with { CanAsk = true, ReadLine = () => said };

        Assert.Equal(code, await _cli.RunAsync(["connections", "close", "5f3a9c21-1b"]));

        Assert.Equal($"""
            id      5f3a9c21-1b
            client  10.0.0.1
            Close this connection? [y/N] {(code == 0 ? "" : "actorproxy: nothing was done\n")}
            """, _cli.Error, ignoreLineEndingDifferences: true);
        Assert.Equal(code == 0 ? ["connections show", "connections close"] : ["connections show"],
            _admin.Service.Requests.Select(r => r.Command));
    }

    [Theory]
    [InlineData("routes remove chat --host x.org", "route=chat",
        "There are 5 connections of routes with this id.\nRemove route 'chat' of host 'x.org'? ")]
    [InlineData("drain start --node node-1:4053", "node=node-1:4053", "There are 5 connections of this node.\nDrain node-1:4053? ")]
    [InlineData("drain start", "by=node", "key     count\nnode-1      2\nnode-2      3\nDrain the node at URL? ")]
    [InlineData("config reload --node node-1:4053", "node=node-1:4053", "the file is fine\nReload the configuration of node-1:4053? ")]
    [InlineData("config reload", "", "the file is fine\nReload the configuration of all nodes? ")]
    public async Task What_would_be_touched_is_said_first(string line, string looked, string said)
    {
        _cli.Terminal = _cli.Terminal with { CanAsk = true };

        await _cli.RunAsync(line.Split(' '));

        Assert.StartsWith(said, _cli.Error.Replace(_admin.Url, "URL", StringComparison.Ordinal));
        Assert.Equal(looked, string.Join(' ', Assert.Single(_admin.Service.Requests).Arguments.Select(a => $"{a.Key}={a.Value}")));
    }

    [Fact]
    public async Task What_is_not_there_is_not_asked_about()
    {
        _admin.Service.Answers(OperatorAnswer.Error("there is no connection a"));
        _cli.Terminal = _cli.Terminal with { CanAsk = true, ReadLine = () => throw new InvalidOperationException("asked") };

        Assert.Equal(ExitCode.Failed, await _cli.RunAsync(["connections", "close", "a"]));

        Assert.Equal("actorproxy: there is no connection a\n", _cli.Error);
    }

    private static string[] Words(string name)
    {
        var command = OperatorCatalogue.Find(name)!;
        return [command.Group, command.Verb, .. command.Arguments.Where(a => a.Positional).Select(AdminHarness.Sample)];
    }

    private static async IAsyncEnumerable<OperatorAnswer> Answer(string command)
    {
        await Task.Yield();
        switch (command)
        {
            case "connections show":
                yield return OperatorAnswer.Of(new JsonObject { ["id"] = "5f3a9c21-1b", ["client"] = "10.0.0.1" });
                break;
            case "connections count":
                yield return OperatorAnswer.Of(new JsonObject { ["key"] = "node-1", ["count"] = 2 });
                yield return OperatorAnswer.Of(new JsonObject { ["key"] = "node-2", ["count"] = 3 });
                break;
            case "config check":
                yield return OperatorAnswer.Line("the file is fine");
                break;
        }
    }
}
