using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json.Nodes;
using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Configuration;
using ActorProxy.Node.Hosting;
using ActorProxy.Node.Operator;
using ActorProxy.Node.Reload;
using ActorProxy.Node.Tests.Hosting;
using ActorProxy.Node.Tests.Persistence;
using ActorProxy.Shared.Operator;

namespace ActorProxy.Node.Tests.Reload;

[Collection("reload")] // one of them counts the reloads of the process
public sealed class ConfigurationReloadTests : IAsyncLifetime
{
    private readonly TestDirectory _directory = new();
    private readonly EchoBackend _backend = new();
    private readonly RecordingSink _log = new();
    private readonly MeterListener _meters = new();
    private readonly List<string> _reloads = [];
    private string _file = null!;
    private LoadedConfiguration _running = null!;
    private NodeHost _host = null!;
    private ConfigurationReload _reload = null!;

    private string Name => _host.Node.Name;

    private IPEndPoint EndPoint => _host.Node.Listeners.EndPoints["web"];

    public async Task InitializeAsync()
    {
        _file = _directory.File("node.conf");
        Write("/old");
        _running = ConfigurationLoader.Load(_file).Loaded!;
        _host = await NodeHost.StartAsync(_running.Options, _running.Akka);
        _reload = new ConfigurationReload(_file, _running, _host, RegistryNode.Logger(_log));
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Meter.Name: ProxyMetrics.MeterName, Name: "actorproxy.config.reloads" })
                listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<long>((_, _, tags, _) => _reloads.Add((string)tags[0].Value!));
        _meters.Start();
    }

    public async Task DisposeAsync()
    {
        _meters.Dispose();
        await _host.DisposeAsync();
        _backend.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Routes_are_those_of_the_file_then()
    {
        Assert.Equal(101, await Upgrades.StatusAsync(EndPoint, "/old"));
        Write("/new");

        Assert.True((await _reload.RunAsync()).IsTaken);

        Assert.Equal((404, 101), (await Upgrades.StatusAsync(EndPoint, "/old"), await Upgrades.StatusAsync(EndPoint, "/new")));
        Assert.Equal(
            ["Information actorproxy.routes.chat.path is taken over: /old -> /new", $"Information Reloaded {_file}: 1 routes, revision 0"],
            _log.Lines);
        Assert.Equal(["taken"], _reloads);
    }

    [Fact]
    public async Task A_file_with_problems_changes_nothing_and_each_is_told()
    {
        File.WriteAllText(_file, """
            actorproxy {
              listeners { web { address = "127.0.0.1", port = 0 } }
              routes { new { path = /new, pool = chat } }
              tunel { idle-timeout = 5s }
            }
            """);

        Assert.False((await _reload.RunAsync()).IsTaken);

        Assert.Equal((101, 404), (await Upgrades.StatusAsync(EndPoint, "/old"), await Upgrades.StatusAsync(EndPoint, "/new")));
        Assert.Equal(
            [
                $"Error The configuration was not reloaded: {_file}:3: actorproxy.routes.new.pool: there is no pool 'chat'",
                $"Error The configuration was not reloaded: {_file}:4: actorproxy.tunel: unknown key; did you mean tunnel?",
            ], _log.Lines);
        Assert.Equal(["refused"], _reloads);
    }

    [Theory]
    [InlineData("actorproxy {", "node.conf:1: actorproxy: '{' is never closed")]
    [InlineData("actorproxy {}", "actorproxy.listeners: there is no listener; a node without one accepts no clients")]
    [InlineData("actorproxy.listeners.web { port = 1, tls.certificates = [{ certificate = \"/none.pem\", key = \"/none.key\" }] }",
        "/none.pem: there is no such file")]
    public async Task What_no_node_would_start_with_changes_nothing(string text, string reason)
    {
        File.WriteAllText(_file, text);
        var check = await CommandAsync("config check");
        Assert.Equal([AnswerKind.Line, AnswerKind.Error], check.Select(answer => answer.Kind));
        Assert.Equal($"{Name} could not use {_file}", check[1].Text);

        Assert.False((await _reload.RunAsync()).IsTaken);

        Assert.EndsWith(reason, Assert.Single(_log.Lines));
        Assert.Equal(101, await Upgrades.StatusAsync(EndPoint, "/old"));
        // The operator who checks first is told the same.
        Assert.Equal(["Error The configuration was not reloaded: " + check[0].Text![$"{Name}: ".Length..]], _log.Lines);
        Assert.Equal([check[0], OperatorAnswer.Error($"{Name}: nothing was changed")], await CommandAsync("config reload"));
    }

    [Fact]
    public async Task What_the_check_accepts_is_taken_over()
    {
        Write("/new");

        Assert.Equal([OperatorAnswer.Line($"{Name}: {_file} is ok")], await CommandAsync("config check"));
        Assert.Equal(
            [OperatorAnswer.Of(Row("actorproxy.routes.chat.path", "/old", "/new", null)),
                OperatorAnswer.Line($"{Name}: 1 setting taken over, 0 settings left for a restart")],
            await CommandAsync("config reload"));
        Assert.Equal([OperatorAnswer.Line($"{Name}: nothing has changed")], await CommandAsync("config reload"));
    }

    [Fact]
    public async Task Files_that_are_included_are_read_again()
    {
        var routes = _directory.File("chat.conf");
        Write("/old", "routes { include \"chat.conf\" }");
        File.WriteAllText(routes, $"new {{ path = /new, backends = [\"{_backend.Url}\"] }}");
        Assert.True((await _reload.RunAsync()).IsTaken);
        Assert.Equal(101, await Upgrades.StatusAsync(EndPoint, "/new"));

        File.WriteAllText(routes, $"newer {{ path = /newer, backends = [\"{_backend.Url}\"] }}");
        Assert.True((await _reload.RunAsync()).IsTaken);
        Assert.Equal((404, 101), (await Upgrades.StatusAsync(EndPoint, "/new"), await Upgrades.StatusAsync(EndPoint, "/newer")));

        File.WriteAllText(routes, "\nnewer { pool = chat }");
        Assert.Equal($"{Name}: {routes}:2: actorproxy.routes.newer.pool: there is no pool 'chat'",
            (await CommandAsync("config check"))[0].Text);
        Assert.False((await _reload.RunAsync()).IsTaken);
        Assert.Equal($"Error The configuration was not reloaded: {routes}:2: actorproxy.routes.newer.pool: there is no pool 'chat'",
            _log.Lines.Last());
        Assert.Equal(101, await Upgrades.StatusAsync(EndPoint, "/newer"));
    }

    [Fact]
    public async Task A_file_that_is_gone_changes_nothing()
    {
        File.Delete(_file);

        Assert.False((await _reload.RunAsync()).IsTaken);

        Assert.StartsWith($"Error The configuration was not reloaded: {_file} cannot be read: ", Assert.Single(_log.Lines));
        Assert.Equal(101, await Upgrades.StatusAsync(EndPoint, "/old"));
        Assert.Equal(["refused"], _reloads);
    }

    [Fact]
    public async Task What_needs_a_restart_is_named_each_time_and_the_rest_is_taken_over()
    {
        Write("/new", "transport { relay-buffer = 4KiB }\ncluster { port = 4054 }");

        Assert.True((await _reload.RunAsync()).IsTaken);
        Assert.True((await _reload.RunAsync()).IsTaken);

        string[] once =
        [
            $"Warning actorproxy.transport.relay-buffer has changed in {_file}, and takes effect with a restart only: event loops and "
                + $"their buffers are made at the start",
            $"Warning actorproxy.cluster.port has changed in {_file}, and takes effect with a restart only: the actor system's "
                + $"transport, membership and downing are set up once, when it starts",
            $"Information Reloaded {_file}: 1 routes, revision 0",
        ];
        Assert.Equal([.. once, .. once], _log.Lines.Where(line => !line.Contains("chat", StringComparison.Ordinal)));
        Assert.Equal([4053, 64 * 1024], [_host.Node.Options.Cluster.Port, _host.Node.Options.Transport.RelayBuffer]);
        Assert.Equal(101, await Upgrades.StatusAsync(EndPoint, "/new"));
        Assert.Equal(["taken", "taken"], _reloads);
    }

    [Fact]
    public async Task What_runs_is_shown_and_not_what_the_file_says()
    {
        Write("/old", "tunnel { idle-timeout = 5s }\ncluster { port = 4054 }");
        Assert.DoesNotContain(OperatorAnswer.Line("actorproxy.tunnel.idle-timeout = 5s"), await CommandAsync("config show"));

        Assert.True((await _reload.RunAsync()).IsTaken);

        var shown = await CommandAsync("config show");
        Assert.Contains(OperatorAnswer.Line("actorproxy.tunnel.idle-timeout = 5s"), shown);
        Assert.DoesNotContain(shown, line => line.Text!.StartsWith("actorproxy.cluster", StringComparison.Ordinal));
    }

    /// <summary>All answers.</summary>
    private async Task<List<OperatorAnswer>> CommandAsync(string command)
    {
        var handler = ConfigurationHandlers.Of(_reload, _host.Node).Single(h => h.Command == command);
        var request = new OperatorRequest(command, ImmutableSortedDictionary<string, string>.Empty, "test");
        Assert.True(OperatorInput.TryRead(request, out var input, out var problems), string.Join("; ", problems));
        var answers = new List<OperatorAnswer>();
        await foreach (var answer in handler.RunAsync(input, CancellationToken.None))
            answers.Add(answer);
        return answers;
    }

    private JsonObject Row(string setting, string? before, string? after, string? reason) => new()
    {
        ["node"] = Name, ["setting"] = setting, ["before"] = before, ["after"] = after, ["taken"] = reason is null, ["reason"] = reason,
    };

    private void Write(string path, string more = "") => File.WriteAllText(_file, $$"""
        actorproxy {
          transport { loops = 2 }
          log { level = error }
          access-log { enabled = false }
          listeners { web { address = "127.0.0.1", port = 0 } }
          routes { chat { path = {{path}}, backends = ["{{_backend.Url}}"] } }
          {{more}}
        }
        """);
}
