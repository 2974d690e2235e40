using System.Net;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Configuration;
using ActorProxy.Node.Hosting;
using ActorProxy.Node.Reload;
using ActorProxy.Node.Tests.Hosting;
using ActorProxy.Node.Tests.Persistence;
using ActorProxy.Shared.Options;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Node.Tests.Reload;

[Collection("reload")]
public sealed class ConfigurationWatchTests : IAsyncLifetime
{
    private readonly TestDirectory _directory = new();
    private readonly EchoBackend _backend = new();
    private readonly RecordingSink _log = new();
    private readonly FakeTimeProvider _time = new();
    private MountedVolume _volume = null!;
    private NodeHost _host = null!;
    private ConfigurationReload _reload = null!;
    private ConfigurationWatch _watch = null!;

    private string Conf => _volume.File("node.conf");

    private IPEndPoint EndPoint => _host.Node.Listeners.EndPoints["web"];

    private IEnumerable<string> Refusals => _log.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal));

    private int Reloads => _log.Lines.Count(line => line.StartsWith("Information Reloaded", StringComparison.Ordinal));

    public async Task InitializeAsync()
    {
        _volume = new MountedVolume(_directory.Path);
        _volume.Swap(("node.conf", Text("include \"chat.conf\"", "watch = on")), ("chat.conf", Chat("/old")));
        var running = ConfigurationLoader.Load(Conf).Loaded!;
        _host = await NodeHost.StartAsync(running.Options, running.Akka);
        _reload = new ConfigurationReload(Conf, running, _host, RegistryNode.Logger(_log));
        _watch = new ConfigurationWatch(_reload, () => _host.Node.Options.Reload.Watch, _time, RegistryNode.Logger(_log));
    }

    public async Task DisposeAsync()
    {
        await _watch.DisposeAsync();
        await _host.DisposeAsync();
        _backend.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task A_volume_that_is_swapped_is_taken_over_when_two_looks_have_found_the_same()
    {
        await LookAsync(3);
        Assert.Equal(0, Reloads);
        _volume.Swap(("chat.conf", Chat("/new")));
        await LookAsync(1);
        Assert.Equal((0, 101), (Reloads, await Upgrades.StatusAsync(EndPoint, "/old")));

        await LookAsync(1);

        Assert.Equal((404, 101), (await Upgrades.StatusAsync(EndPoint, "/old"), await Upgrades.StatusAsync(EndPoint, "/new")));
        await LookAsync(3);
        Assert.Equal(1, Reloads);
    }

    [Fact]
    public async Task What_changes_from_look_to_look_is_not_taken_over_before_it_stands()
    {
        for (var i = 0; i < 4; i++)
        {
            _volume.Swap(("chat.conf", Chat($"/path{i}")));
            await LookAsync(1);
        }
        Assert.Equal(0, Reloads);

        await LookAsync(1);

        Assert.Equal((1, 101), (Reloads, await Upgrades.StatusAsync(EndPoint, "/path3")));
    }

    [Fact]
    public async Task A_file_with_a_problem_leaves_what_runs_and_is_told_of_once()
    {
        _volume.Swap(("chat.conf", "\nchat { pool = none }"));
        await LookAsync(5);

        Assert.Equal([$"Error The configuration was not reloaded: {_volume.File("chat.conf")}:2: actorproxy.routes.chat.pool: "
            + "there is no pool 'none'"], Refusals);
        Assert.Equal(101, await Upgrades.StatusAsync(EndPoint, "/old"));

        // Another content is told of again, and one that is right is taken over.
        _volume.Swap(("chat.conf", "chat { pool = other }"));
        await LookAsync(4);
        Assert.Equal(2, Refusals.Count());
        _volume.Swap(("chat.conf", Chat("/new")));
        await LookAsync(2);
        Assert.Equal(101, await Upgrades.StatusAsync(EndPoint, "/new"));
        Assert.Equal(2, Refusals.Count());
    }

    [Fact]
    public async Task A_file_that_is_missing_or_added_is_seen()
    {
        _volume.Swap(("node.conf", Text("include \"chat.conf\"\ninclude optional(\"more.conf\")\ninclude \"*.routes\"", "watch = on")));
        await LookAsync(2);
        Assert.Equal(1, Reloads);
        _volume.Swap(("more.conf", Chat("/more", "more")), ("a.routes", Chat("/a", "a")));
        await LookAsync(2);

        Assert.Equal((101, 101), (await Upgrades.StatusAsync(EndPoint, "/more"), await Upgrades.StatusAsync(EndPoint, "/a")));
        Assert.Empty(Refusals);
    }

    [Fact]
    public async Task A_token_that_changes_is_a_change_and_one_that_an_operator_has_read_is_none()
    {
        _volume.Swap(("node.conf", Text("include \"chat.conf\"", $"watch = on }}\nadmin {{ token-file = \"{_volume.File("token")}\"")),
            ("token", "a-token-of-some-length"));
        await LookAsync(2);
        Assert.Equal(1, Reloads);
        _volume.Swap(("token", "another-token-of-some-length"));
        await LookAsync(2);
        Assert.Equal(2, Reloads);

        _volume.Swap(("token", "a-third-token-of-some-length"));
        Assert.True((await _reload.RunAsync()).IsTaken);
        await LookAsync(3);
        Assert.Equal(3, Reloads);
    }

    [Fact]
    public async Task Routes_that_are_as_they_were_are_the_same_table_for_who_was_not_asked()
    {
        var table = _host.Node.Options.Routes;
        _volume.Swap(("node.conf", Text("include \"chat.conf\"", "watch = 5s")));
        await LookAsync(2);
        Assert.Equal("5s", _host.Node.Options.Reload.Watch.ToString());
        Assert.Same(table, _host.Node.Options.Routes);

        Assert.True((await _reload.RunAsync()).IsTaken);

        Assert.NotSame(table, _host.Node.Options.Routes); // what was declared is declared again
    }

    [Fact]
    public async Task It_looks_by_the_clock_and_not_while_it_is_off()
    {
        var interval = WatchInterval.Off;
        await using var watch = ConfigurationWatch.Start(_reload, () => Volatile.Read(ref interval), _time, RegistryNode.Logger(_log));
        _volume.Swap(("chat.conf", Chat("/new")));
        _time.Advance(TimeSpan.FromMinutes(1));
        Volatile.Write(ref interval, WatchInterval.On);

        // Each round of the loop begins at its own moment: the clock goes on until it has made enough of them.
        await Wait.UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            return Reloads == 1;
        }, "a reload");

        Assert.Equal(101, await Upgrades.StatusAsync(EndPoint, "/new"));
    }

    private async Task LookAsync(int times)
    {
        for (var i = 0; i < times; i++)
            await _watch.LookAsync(CancellationToken.None);
    }

    private string Chat(string path, string name = "chat") => $"{name} {{ path = {path}, backends = [\"{_backend.Url}\"] }}";

    private static string Text(string routes, string reload) => $$"""
        actorproxy {
          transport { loops = 2 }
          log { level = error }
          access-log { enabled = false }
          listeners { web { address = "127.0.0.1", port = 0 } }
          routes {
            {{routes}}
          }
          reload { {{reload}} }
        }
        """;
}
