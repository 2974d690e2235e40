using System.Net;
using System.Threading.Channels;
using ActorProxy.Actors.Health;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Cli;
using ActorProxy.Node.Cli.Operator;
using ActorProxy.Node.Health;
using ActorProxy.Node.Tests.Admin;
using ActorProxy.Node.Tests.Persistence;
using ActorProxy.Shared.Operator;
using ActorProxy.Shared.Options;

namespace ActorProxy.Node.Tests.Cli.Operator;

/// <summary>Commands from the command line to the service, by the real endpoint.</summary>
public sealed class OperatorCliTests : IAsyncLifetime
{
    private readonly CliHarness _cli = new();
    private AdminHarness _admin = null!;

    public static TheoryData<string> Commands => [.. OperatorCatalogue.All.Select(c => c.Name)];

    public async Task InitializeAsync()
    {
        _admin = await AdminHarness.StartAsync();
        _cli.Terminal = new OperatorTerminal { Environment = name => name == "ACTORPROXY_ADMIN" ? _admin.Url : null };
    }

    public async Task DisposeAsync() => await _admin.DisposeAsync();

    [Theory]
    [InlineData("/h")]
    [InlineData("/?")]
    public async Task A_path_is_no_call_for_help(string path)
    {
        Assert.Equal(0, await _cli.RunAsync(["routes", "test", "example.org", path]));
        Assert.Equal(path, Assert.Single(_admin.Service.Requests).Arguments["path"]);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_command_is_given_with_all_its_arguments(string name)
    {
        var command = OperatorCatalogue.Find(name)!;
        var arguments = command.Arguments.ToDictionary(a => a.Name, AdminHarness.Sample);
        var words = new List<string> { command.Group, command.Verb };
        words.AddRange(command.Arguments.Where(a => a.Positional).Select(a => arguments[a.Name]));
        foreach (var argument in command.Arguments.Where(a => !a.Positional))
            words.AddRange(argument.Kind == ArgumentKind.Flag ? [$"--{argument.Name}"] : [$"--{argument.Name}", arguments[argument.Name]]);
        if (command.Effect == CommandEffect.Destroys)
            words.Add("--yes");

        Assert.Equal(0, await _cli.RunAsync([.. words]));

        Assert.Equal(($"{name} done\n", ""), (_cli.Output, _cli.Error));
        var request = Assert.Single(_admin.Service.Requests);
        Assert.Equal(name, request.Command);
        Assert.Equal(arguments.OrderBy(a => a.Key, StringComparer.Ordinal), request.Arguments);
        Assert.StartsWith("api 127.0.0.1 cli ", request.Caller);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_command_and_argument_has_its_help(string name)
    {
        var command = OperatorCatalogue.Find(name)!;

        Assert.Equal(0, await _cli.RunAsync([command.Group, command.Verb, "--help"]));

        Assert.Contains($"{command.Help}.", _cli.Output);
        Assert.All(command.Arguments, a => Assert.Contains(a.Positional ? $"<{a.Name.ToUpperInvariant()}>" : $"--{a.Name}", _cli.Output));
        Assert.All(command.Arguments.Where(a => !string.IsNullOrEmpty(a.Default)),
            a => Assert.Contains($"Default: {a.Default}.", string.Join(
            ' ', _cli.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))));
    }

    [Fact]
    public async Task Only_what_was_given_is_sent()
    {
        await _cli.RunAsync(["connections", "list", "--route", "chat"]);

        Assert.Equal(["route=chat"], Assert.Single(_admin.Service.Requests).Arguments.Select(a => $"{a.Key}={a.Value}"));
    }

    [Theory]
    [InlineData("connections list --limit 0", "limit: '0' is not allowed; allowed is a whole number from 1 to 10000")]
    [InlineData("connections list --sort size", "sort: 'size' is not allowed; allowed is since, bytes, messages, idle, id")]
    [InlineData("connections list --min-age 5", "min-age: '5' is not allowed; allowed is a number with a unit: ms, s, m, h or d")]
    [InlineData("log level loud", "level: 'loud' is not allowed; allowed is debug, info, warning, error")]
    [InlineData("connections show", "Required argument missing for command: 'show'.")]
    [InlineData("connections list --lmit 5", "'--lmit'")]
    [InlineData("connections list --watch soon", "--watch: 'soon' is not allowed; allowed is 200ms to 1h")]
    [InlineData("connections list --watch 1ms", "--watch: '1ms' is not allowed; allowed is 200ms to 1h")]
    [InlineData("connections list --admin localhost",
        "'localhost' is no address of an admin endpoint; write it as in http://127.0.0.1:9111")]
    [InlineData("connections list --token a --token-file b", "give either --token or --token-file")]
    [InlineData("connections list --token-file /none", "--token-file /none: ")]
    [InlineData("routes put a --document {} --file b", "give either --document or --file")]
    [InlineData("routes put a --file /none", "--file /none: ")]
    public async Task A_wrong_command_line_is_refused_with_what_is_allowed(string line, string error)
    {
        // A document has to be there for the second of two, whatever the file is.
        Assert.Equal(ExitCode.Invalid, await _cli.RunAsync(
            line.Replace("--file b", $"--file {typeof(OperatorCliTests).Assembly.Location}", StringComparison.Ordinal).Split(' ')));

        Assert.Contains(error, _cli.Error);
        Assert.Empty(_admin.Service.Requests);
    }

    [Fact]
    public async Task The_nodes_no_is_exit_code_5()
    {
        _admin.Service.Answers(OperatorAnswer.Error("there is no connection a"));

        Assert.Equal(ExitCode.Failed, await _cli.RunAsync(["connections", "show", "a"]));

        Assert.Equal(("", "actorproxy: there is no connection a\n"), (_cli.Output, _cli.Error));
    }

    [Fact]
    public async Task Where_nothing_answers_it_is_said_how_to_switch_it_on()
    {
        using var closed = new ClosedPort();
        var url = closed.Url.Replace("ws://", "http://", StringComparison.Ordinal);

        Assert.Equal(ExitCode.Unreachable, await _cli.RunAsync(["cluster", "show", "--admin", url]));

        Assert.Contains($"nothing answers at {url} (Connection refused)", _cli.Error);
        Assert.Contains("actorproxy.admin.port = 9111", _cli.Error);
    }

    [Fact]
    public async Task Something_else_that_answers_is_told_apart()
    {
        await using var health = await HealthEndpoint.StartAsync(
            new HealthOptions { Address = IPAddress.Loopback }, new NodeHealth(), () => true);

        Assert.Equal(ExitCode.Unreachable, await _cli.RunAsync(["cluster", "show", "--admin", $"http://{health.Address}"]));

        Assert.Equal($"actorproxy: what answers at http://{health.Address} is no admin endpoint of ActorProxy (HTTP 404)\n", _cli.Error);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_not_taken_for_a_whole_one()
    {
        var pieces = Channel.CreateUnbounded<OperatorAnswer>();
        await pieces.Writer.WriteAsync(OperatorAnswer.Line("first"));
        _admin.Service.Answer = (_, cancellation) => pieces.Reader.ReadAllAsync(cancellation);

        var run = _cli.RunAsync(["config", "show"]);
        await Wait.UntilAsync(() => _cli.Output == "first\n", "the first line");
        await _admin.Endpoint.DisposeAsync();

        Assert.Equal(ExitCode.Unreachable, await run.WaitAsync(Peer.Timeout));
        Assert.Contains("was lost within the answer", _cli.Error);
    }

    [Theory]
    [InlineData("--token", "0123456789abcdef", null, ExitCode.Success)]
    [InlineData(null, null, "0123456789abcdef", ExitCode.Success)]
    [InlineData("--token", "0123456789abcdef", "wrong", ExitCode.Success)]
    [InlineData("--token", "wrong", null, ExitCode.WrongToken)]
    [InlineData(null, null, null, ExitCode.WrongToken)]
    public async Task A_token_comes_from_an_option_or_the_environment(string? option, string? value, string? variable, int code)
    {
        await using var admin = await AdminHarness.StartAsync("0123456789abcdef");
        _cli.Terminal = new OperatorTerminal { Environment = name => name == "ACTORPROXY_TOKEN" ? variable : null };

        Assert.Equal(code, await _cli.RunAsync(["cluster", "show", "--admin", admin.Url,
            .. option is null ? [] : (string[])[option, value!]]));

        Assert.Equal(code == ExitCode.WrongToken, _cli.Error.Contains(
            "--token-file, --token or ACTORPROXY_TOKEN", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Options_of_the_endpoint_may_stand_in_front()
    {
        await using var admin = await AdminHarness.StartAsync("0123456789abcdef");
        using var directory = new TestDirectory();
        File.WriteAllText(directory.File("token"), "0123456789abcdef\n");

        Assert.Equal(0, await _cli.RunAsync(["--admin", admin.Url, "--token-file", directory.File("token"), "cluster", "show"]));
        Assert.Single(admin.Service.Requests);
    }

    [Fact]
    public async Task A_document_is_read_from_a_file_or_from_the_input()
    {
        using var directory = new TestDirectory();
        File.WriteAllText(directory.File("route.json"), """{"id":"a"}""");
        _cli.Terminal = _cli.Terminal with { ReadInput = () => """{"id":"b"}""" };

        Assert.Equal(0, await _cli.RunAsync(["routes", "put", "a", "--file", directory.File("route.json")]));
        Assert.Equal(0, await _cli.RunAsync(["routes", "put", "b", "--file", "-"]));

        Assert.Equal(["""{"id":"a"}""", """{"id":"b"}"""], _admin.Service.Requests.Select(r => r.Arguments["document"]));
    }

    [Fact]
    public async Task A_tap_goes_on_until_it_is_interrupted()
    {
        var pieces = Channel.CreateUnbounded<OperatorAnswer>();
        var ended = new TaskCompletionSource();
        _admin.Service.Answer = (_, cancellation) =>
        {
            cancellation.Register(ended.SetResult);
            return pieces.Reader.ReadAllAsync(cancellation);
        };
        using var interrupt = new CancellationTokenSource();

        var run = _cli.RunAsync(["connections", "tap", "a"], interrupt.Token);
        await pieces.Writer.WriteAsync(OperatorAnswer.Of(new() { ["time"] = "2026-11-25T12:00:00.25Z", ["direction"] = "from-client",
            ["kind"] = "text", ["size"] = 2048, ["text"] = "a\u001b[2J" }));
        await Wait.UntilAsync(() => _cli.Output.Length > 0, "a line of the tap");
        Assert.Equal("2026-11-25 12:00:00.250  from-client  text  2.0 KiB  a\\u001b[2J\n", _cli.Output);
        await interrupt.CancelAsync();

        Assert.Equal(0, await run.WaitAsync(Peer.Timeout));
        await ended.Task.WaitAsync(Peer.Timeout);
    }

    [Fact]
    public async Task An_interrupted_change_may_have_been_done()
    {
        var reached = new TaskCompletionSource();
        _admin.Service.Answer = (_, cancellation) =>
        {
            reached.SetResult();
            return Channel.CreateUnbounded<OperatorAnswer>().Reader.ReadAllAsync(cancellation);
        };
        using var interrupt = new CancellationTokenSource();

        var run = _cli.RunAsync(["drain", "cancel"], interrupt.Token);
        await reached.Task.WaitAsync(Peer.Timeout);
        await interrupt.CancelAsync();

        Assert.Equal(ExitCode.Failed, await run.WaitAsync(Peer.Timeout));
        Assert.Equal("actorproxy: interrupted; the command may have been done\n", _cli.Error);
    }

    [Theory]
    [InlineData("conn", "connections")]
    [InlineData("connections ", "list", "show", "close", "tap", "count", "top")]
    [InlineData("connections list --sort ", "since", "bytes", "messages", "idle", "id")]
    [InlineData("log level ", "debug", "info", "warning", "error")]
    public async Task Words_are_completed(string line, params string[] words)
    {
        Assert.Equal(0, await _cli.RunAsync([$"[suggest:{line.Length}]", line]));

        Assert.Subset(_cli.Output.Split('\n').ToHashSet(), words.ToHashSet());
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _actorproxy actorproxy")]
    [InlineData("zsh", "#compdef actorproxy")]
    [InlineData("fish", "complete -c actorproxy")]
    public async Task Shells_get_their_script(string shell, string line)
    {
        Assert.Equal(0, await _cli.RunAsync(["completion", shell]));

        Assert.Contains(line, _cli.Output.Split('\n').Select(l => l.Split(" -a ")[0]));
    }
}
