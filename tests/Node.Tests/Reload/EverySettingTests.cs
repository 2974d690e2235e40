using System.Collections.Immutable;
using System.Net;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Configuration;
using ActorProxy.Node.Hosting;
using ActorProxy.Node.Reload;
using ActorProxy.Node.Tests.Persistence;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies.Standard;
using ActorProxy.Shared.Settings;
using ActorProxy.Tests.Harness;

namespace ActorProxy.Node.Tests.Reload;

/// <summary>Each setting that a reload takes over is in force after it, and ten tunnels go on. A setting without a case fails.</summary>
[Collection("reload")] // one of them counts the reloads of the process
public sealed class EverySettingTests : IAsyncLifetime
{
    private const int Tunnels = 10;

    /// <summary>What sections are called in the cases.</summary>
    private static readonly ImmutableDictionary<string, string> Names =
        ImmutableDictionary<string, string>.Empty.Add("listeners", "secure").Add("pools", "other").Add("routes", "moving");

    private readonly TestDirectory _directory = new();
    private readonly TestCertificates _certificates = new(), _others = new();
    private readonly EchoBackend _echo = new();
    private readonly ScriptedBackend _seen = new();
    private readonly List<Peer> _tunnels = [];
    private IReadOnlyList<SettingCase> _cases = [];
    private string _file = "";
    private NodeHost _host = null!;
    private ConfigurationReload _reload = null!;

    private IPEndPoint Web => _host.Node.Listeners.EndPoints["web"];

    public Task InitializeAsync()
    {
        _file = _directory.File("node.conf");
        (string, string, string)[] files = [.. new[] { (_certificates, "one"), (_others, "two") }.Select(own =>
        {
            File.WriteAllText($"{own.Item1.CaFile}.token", $"token-of-the-file-{own.Item2}");
            var pair = own.Item1.Write(own.Item2, "localhost");
            return (pair.Certificate, pair.Key, own.Item1.CaFile);
        })];
        _cases = SettingCases.All(files, [.. Enumerable.Range(0, 8).Select(_ => FreePort.Next())]);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        _tunnels.ForEach(tunnel => tunnel.Dispose());
        if (_host is not null)
            await _host.DisposeAsync();
        _echo.Dispose();
        _seen.Dispose();
        _certificates.Dispose();
        _others.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Each_setting_that_is_taken_over_has_a_case() => Assert.Equal(
        SettingPaths.Of(StandardPolicies.Model.Of(typeof(ProxyOptions)), "actorproxy").Where(setting => setting.Restart is null)
            .Select(setting => setting.Path).Order(StringComparer.Ordinal),
        _cases.Select(one => $"actorproxy.{one.Path}").Order(StringComparer.Ordinal));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public async Task Values_are_in_force_and_ten_tunnels_go_on(int reload)
    {
        SettingCase[] cases = [.. _cases.Where(one => one.Reload == reload)];
        Write(cases, after: false);
        var running = ConfigurationLoader.Load(_file);
        Assert.Empty(running.Problems);
        _host = await NodeHost.StartAsync(running.Loaded!.Options, running.Loaded.Akka);
        _reload = new ConfigurationReload(_file, running.Loaded, _host, RegistryNode.Logger(new RecordingSink()));
        while (_tunnels.Count < Tunnels)
            _tunnels.Add(await OpenAsync());
        await EchoAsync();

        Write(cases, after: true);
        var result = await _reload.RunAsync();

        Assert.Empty(result.Problems);
        Assert.DoesNotContain(result.Changes, change => change.Restart is not null);
        var told = result.Changes.Select(change => change.Path).ToList();
        // Of a list of records the list is named.
        Assert.Equal(cases.Select(one => $"actorproxy.{one.Named(Names)}").Order(StringComparer.Ordinal),
            told.Order(StringComparer.Ordinal));
        Assert.Empty(ReloadRules.Changes(_host.Node.Options, ConfigurationLoader.Load(_file).Loaded!.Options));
        foreach (var one in cases)
            await new SettingProbe(_host, _seen, _tunnels).SeeAsync(one);
        await EchoAsync();
        Assert.True(_host.Node.Context.Connections.All.Count(connection => connection.IsTunnel) >= Tunnels);
    }

    private async Task<Peer> OpenAsync()
    {
        var client = await Peer.ConnectAsync(Web);
        await client.SendAsync(Handshakes.Request("/echo"));
        Assert.Equal(101, (await client.ReadHeadAsync()).Status);
        return client;
    }

    /// <summary>Each of the tunnels still takes a message there and back.</summary>
    private async Task EchoAsync()
    {
        var message = Frame.FromClient("still here");
        foreach (var tunnel in _tunnels)
        {
            await tunnel.SendAsync(message);
            Assert.Equal(message, await tunnel.ReadExactlyAsync(message.Length));
        }
    }

    /// <summary>Cases of another reload have no line: their settings have their defaults, before and after.</summary>
    private void Write(IEnumerable<SettingCase> cases, bool after) => File.WriteAllText(_file, $$"""
        actorproxy {
          transport.loops = 2
          log.level = error
          access-log.enabled = false
          listeners.web { address = "127.0.0.1", port = 0 }
          pools.chat.backends = ["{{_echo.Url}}"]
          pools.seen.backends = ["{{_seen.Url}}"]
          routes.echo { path = /echo, pool = chat }
          routes.seen { path = /seen, pool = seen }
          {{string.Join("\n  ", cases.SelectMany(one => new[] { one.With, one.Line(after, Names) }).Where(line => line.Length > 0))}}
        }
        """);
}
