using System.CommandLine;
using ActorProxy.Node.Cli;
using ActorProxy.Node.Configuration;

namespace ActorProxy.Node.Tests.Cli;

public sealed class ActorProxyCliTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("actorproxy-").FullName;
    private readonly FakeCommands _commands = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Check_sums_up_a_good_file()
    {
        var file = Write("""
            actorproxy {
              listeners { web.port = 8080, behind { port = 81, proxy-protocol { enabled = true, trusted-peers = ["10.0.0.0/8"] } } }
              pools.chat { picker = power-of-two-choices, backends = ["ws://a", { url = "ws://b:81", weight = 2 }] }
              routes { chat { host = x.org, path = /chat, pool = chat }, echo { path-exact = /echo, backends = ["ws://c"] } }
              limits.max-connections = 100
            }
            """);
        Assert.Equal(0, await Invoke("check", file));
        Assert.Equal($"""
            {file}: ok
              listener web: 0.0.0.0:8080
              listener behind: 0.0.0.0:81, PROXY headers
              route chat: x.org /chat -> pool chat
              route echo: * =/echo -> ws://c
              pool chat: power-of-two-choices over ws://a, ws://b:81 (weight 2)

            """, _output.ToString(), ignoreLineEndingDifferences: true);
        Assert.Empty(_error.ToString());
    }

    [Fact]
    public async Task Check_warns_of_pools_for_which_the_machine_has_too_few_ports()
    {
        if (!OperatingSystem.IsLinux())
            return;
        var file = Write("""
            actorproxy {
              listeners.web.port = 8080
              routes { chat { path = /, backends = ["ws://a"] }, no { host = x.org, path = /, respond { status = 403 } } }
              limits.max-connections = 100000
            }
            """);
        Assert.Equal(0, await Invoke("check", file));
        Assert.StartsWith("warning: pool chat: the node has ", _error.ToString());
        Assert.EndsWith(" or lower the limit\n", _error.ToString().ReplaceLineEndings("\n"));
        Assert.Contains($"{file}: ok", _output.ToString());
    }

    [Fact]
    public async Task Check_looks_at_files_of_endpoints_which_keep_no_node_from_starting()
    {
        var list = Path.Combine(_directory, "feeds");
        var file = Write($$"""
            actorproxy {
              listeners.web.port = 8080
              routes.feeds { path = /, backends = [{ url = "ws://feeds:9000", addresses = "file:{{list}}" }] }
            }
            """);
        Assert.Equal(0, await Invoke("check", file));
        Assert.StartsWith($"warning: {file}:3: actorproxy.routes.feeds.backends[0].addresses: {list}: there is no such file; ",
            _error.ToString());

        File.WriteAllText(list, "10.0.0\n");
        Assert.Equal(1, await Invoke("check", file));
        Assert.Contains($"{list}: line 1: '10.0.0' is no address; ", _error.ToString());
        Assert.Equal(42, await Invoke("run", file));
    }

    [Theory]
    [InlineData("actorproxy.limits.max-connections", "Default: 50000")]
    [InlineData("limits.max-connections", "Default: 50000")]
    [InlineData("actorproxy.listeners.NAME.backlog", "Default: 4096")]
    [InlineData("actorproxy.listeners.web.backlog", "Default: 4096")]
    [InlineData("actorproxy.routes.a.filters[0]", "After a reload: taken over")]
    [InlineData("actorproxy.log", "actorproxy.log.level\nactorproxy.log.format\n")]
    [InlineData("actorproxy.routes.a.sticky-cookie", "actorproxy.routes.NAME.sticky-cookie.name\n")]
    public async Task A_setting_is_told_by_its_key_as_files_and_problems_have_it(string key, string text)
    {
        Assert.Equal(0, await Invoke("settings", key));
        Assert.Contains(text, _output.ToString().ReplaceLineEndings("\n"));
    }

    [Theory]
    [InlineData("actorproxy.limits.max-conections", "; did you mean actorproxy.limits.max-connections?")]
    [InlineData("actorproxy.limits.max-connections.x", "; did you mean actorproxy.limits.max-connections?")]
    [InlineData("nothing", "")]
    public async Task A_key_that_no_setting_has_is_refused(string key, string near)
    {
        Assert.Equal(1, await Invoke("settings", key));
        Assert.Equal($"actorproxy: there is no setting '{key}'{near}{Environment.NewLine}", _error.ToString());
    }

    [Theory]
    [InlineData("check")]
    [InlineData("run")]
    public async Task A_bad_file_is_refused_with_every_problem(string verb)
    {
        var file = Write("actorproxy {\n  tunel {}\n  log.level = infos\n}\n");
        Assert.Equal(1, await Invoke(verb, file));
        Assert.Equal($"""
            {file}:2: actorproxy.tunel: unknown key; did you mean tunnel?
            {file}:3: actorproxy.log.level: 'infos' is none of debug, info, warning, error; did you mean info?

            """, _error.ToString(), ignoreLineEndingDifferences: true);
        Assert.Null(_commands.Ran);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("run")]
    public async Task A_missing_file_is_exit_code_2(string verb)
    {
        Assert.Equal(2, await Invoke(verb, Path.Combine(_directory, "none.conf")));
        Assert.Equal($"{Path.Combine(_directory, "none.conf")}: there is no such file{Environment.NewLine}", _error.ToString());
    }

    [Fact]
    public async Task A_directory_is_no_file()
    {
        Assert.Equal(2, await Invoke("check", _directory));
        Assert.StartsWith($"{_directory}: cannot be read: ", _error.ToString());
    }

    [Fact]
    public async Task A_file_without_a_listener_is_refused()
    {
        var file = Write("");
        Assert.Equal(1, await Invoke("check", file));
        Assert.Equal($"{file}: actorproxy.listeners: there is no listener; a node without one accepts no clients{Environment.NewLine}",
            _error.ToString());
    }

    [Fact]
    public async Task Run_passes_the_file_and_the_exit_code()
    {
        Assert.Equal(42, await Invoke("run", Write("actorproxy.listeners.web.port = 81")));
        Assert.Equal(81, _commands.Ran!.Options.Listeners[0].Port);
    }

    [Fact]
    public async Task Run_takes_routes_of_the_command_line()
    {
        Assert.Equal(42, await Invoke("run", "--listen", "127.0.0.1:81", "--listen", "[::1]:82", "--route", "/a=ws://x,ws://y", "--route",
            "/b=ws://z"));
        Assert.Equal(2, _commands.Ran!.Options.Listeners.Count);
        Assert.Equal(["/a", "/b"], _commands.Ran.Options.Routes.Routes.Select(r => r.Path.Value));
    }

    [Theory]
    [InlineData("Give a FILE, or at least one --route.", "run")]
    [InlineData("Give a FILE, or at least one --route.", "run", "--listen", ":80")]
    [InlineData("Give either a FILE or --listen and --route.", "run", "f", "--route", "/=ws://a")]
    [InlineData("Give either a FILE or --listen and --route.", "run", "f", "--listen", ":80")]
    [InlineData("--port is a number from 0 to 65534.", "demo", "--port", "65536")]
    [InlineData("command line: --route /=a: 'a' is no backend URL; write ws://HOST:PORT", "run", "--route", "/=a")]
    public async Task A_wrong_command_line_is_refused(string expected, params string[] arguments)
    {
        Assert.Equal(1, await Invoke(arguments));
        Assert.Contains(expected, _error.ToString());
        Assert.Null(_commands.Ran);
        Assert.Null(_commands.Port);
    }

    [Theory]
    [InlineData(8080, "demo")]
    [InlineData(9, "demo", "--port", "9")]
    public async Task Demo_passes_its_port(int port, params string[] arguments)
    {
        Assert.Equal(43, await Invoke(arguments));
        Assert.Equal(port, _commands.Port);
    }

    private Task<int> Invoke(params string[] arguments) =>
        ActorProxyCli.Build(_commands).Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = _output, Error = _error });

    private string Write(string text)
    {
        var file = Path.Combine(_directory, "test.conf");
        File.WriteAllText(file, text);
        return file;
    }

    private sealed class FakeCommands : INodeCommands
    {
        public LoadedConfiguration? Ran { get; private set; }

        public int? Port { get; private set; }

        public Task<int> RunAsync(LoadedConfiguration configuration, CancellationToken cancellation)
        {
            Ran = configuration;
            return Task.FromResult(42);
        }

        public Task<int> DemoAsync(int port, CancellationToken cancellation)
        {
            Port = port;
            return Task.FromResult(43);
        }
    }
}
