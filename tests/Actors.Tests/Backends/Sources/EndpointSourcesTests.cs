using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Backends.Sources;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Endpoints;
using ActorProxy.Shared.Backends.Picking;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Backends.Sources;

/// <summary>What a pool has of backends that stand for endpoints, while those change.</summary>
public sealed class EndpointSourcesTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly ScriptedNames _names = new();
    private readonly FakeSlices _slices = new();
    private readonly DirectoryInfo _folder = System.IO.Directory.CreateTempSubdirectory("endpoints-");
    private readonly EndpointSources _sources;
    private readonly PoolStates _states;
    private readonly List<string?> _told = [];

    public EndpointSourcesTests()
    {
        _sources = Found.By(_names, _time, _slices);
        _sources.Failing += (_, news) => _told.Add(news.Failure);
        _states = new PoolStates(_time, _sources);
    }

    private string List => Path.Combine(_folder.FullName, "chat");

    public void Dispose()
    {
        _sources.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_file_that_is_written_anew_is_what_the_pool_has()
    {
        var pool = PoolOf("ws://chat.example:9000", EndpointSource.File(List));
        Write("10.0.0.1\n10.0.0.2:9001 weight=3\n");
        await HasAsync(pool, "ws://10.0.0.1:9000", "ws://10.0.0.2:9001");
        Assert.Equal([1, 3], pool.Members.Select(member => member.Backend.Weight));
        Assert.All(pool.Members, member => Assert.Equal(EndpointSource.File(List), member.Source));

        Write("10.0.0.2:9001\n");
        await HasAsync(pool, "ws://10.0.0.2:9001");
        Assert.Empty(_told);
    }

    [Fact]
    public async Task A_file_with_a_fault_changes_nothing_and_is_told_once()
    {
        var pool = PoolOf("ws://chat.example:9000", EndpointSource.File(List));
        Write("10.0.0.1\n");
        await HasAsync(pool, "ws://10.0.0.1:9000");

        Write("10.0.0.1\n10.0.0\n");
        await PassUntilAsync(() => _told.Count == 1);
        Assert.Contains($"{List}: line 2", _told[0]);
        File.Delete(List);
        await PassUntilAsync(() => _told.Count == 2);
        Assert.Contains("cannot be read", _told[1]);
        Assert.Equal(["ws://10.0.0.1:9000"], Ids(pool));

        Write("10.0.0.3\n");
        await HasAsync(pool, "ws://10.0.0.3:9000");
        Assert.Equal(3, _told.Count);
        Assert.Null(_told[2]);
    }

    [LinuxFact]
    public async Task What_is_no_file_holds_up_nobody_and_is_told()
    {
        var pool = PoolOf("ws://chat.example:9000", EndpointSource.File(List));
        using (var made = Process.Start("mkfifo", [List]))
            await made.WaitForExitAsync().WaitAsync(Peer.Timeout);
        Assert.Single(pool.Members); // upon which it is read
        await PassUntilAsync(() => _told.Count > 0);
        File.Delete(List);
        File.CreateSymbolicLink(List, "/dev/zero");
        await PassUntilAsync(() => _told[^1]?.Contains("more than 1048576 bytes") == true);

        Write("10.0.0.1\n");
        await HasAsync(pool, "ws://10.0.0.1:9000");
        Assert.Null(_told[^1]);
    }

    [Fact]
    public async Task Another_fault_is_told_too()
    {
        var pool = PoolOf("ws://chat.example:9000", EndpointSource.File(List));
        Write("10.0.0\n");
        Assert.Single(pool.Members); // upon which it is read
        await PassUntilAsync(() => _told.Count == 1);
        Write("10.0.0.1\nb c\n");
        await PassUntilAsync(() => _told.Count == 2);
        Assert.Contains("line 2", _told[1]);
        Assert.Single(pool.Members);
    }

    [Fact]
    public async Task Until_a_file_is_there_its_backend_is_itself()
    {
        var pool = PoolOf("ws://chat.example:9000", EndpointSource.File(List));
        Assert.Equal(["ws://chat.example:9000"], Ids(pool));
        await PassUntilAsync(() => _told.Count == 1);

        Write("10.0.0.1\n");
        await HasAsync(pool, "ws://10.0.0.1:9000");
    }

    [Fact]
    public async Task The_targets_of_a_service_are_followed_with_their_ports_weights_and_priorities()
    {
        Set(new ServiceRecord("a.example", 9001, 10, 20), new ServiceRecord("b.example", 9002, 20, 40));
        _names.Addresses = name => Task.FromResult<IPAddress[]>([IPAddress.Parse(name == "a.example" ? "10.0.0.1" : "10.0.0.2")]);
        var pool = PoolOf("wss://_ws._tcp.chat.example", EndpointSource.Services);
        await HasAsync(pool, "wss://10.0.0.1:9001", "wss://10.0.0.2:9002");
        Assert.Equal([(20, 0, "a.example"), (40, 1, "b.example")],
            pool.Members.Select(member => (member.Backend.Weight, member.Backend.Priority, member.Backend.Address.Host)));

        _names.Answer(IPAddress.Parse("10.0.0.9"));
        await HasAsync(pool, "wss://10.0.0.9:9001", "wss://10.0.0.9:9002");

        Set(new ServiceRecord("b.example", 9002, 20, 40));
        await HasAsync(pool, "wss://10.0.0.9:9002");
        Assert.Empty(_told);
    }

    [Fact]
    public async Task A_service_that_has_no_endpoints_has_none_and_one_of_which_nothing_is_known_is_itself()
    {
        var pool = PoolOf("ws://chat.prod", EndpointSource.Slices());
        Assert.Equal(["ws://chat.prod"], Ids(pool));

        _slices.Publish(new Endpoint(IPAddress.Parse("10.0.0.1"), Port: 9000));
        await HasAsync(pool, "ws://10.0.0.1:9000");
        _slices.Publish();
        await HasAsync(pool);
        Assert.False(_states.Select(TestRoutes.Route(pool.Pool), IPAddress.Loopback, maxAttempts: 3).TryNext());
    }

    [Fact]
    public async Task Endpoints_of_the_nodes_zone_go_first_and_others_where_none_is_left()
    {
        var states = new PoolStates(_time, _sources, zone: "a");
        var pool = states.Of(Pool("ws://chat.prod", EndpointSource.Slices()) with { PreferZone = true });
        var (near, far) = (new Endpoint(IPAddress.Parse("10.0.0.1"), Zone: "a"), new Endpoint(IPAddress.Parse("10.0.0.2"), Zone: "b"));
        _slices.Publish(near, far);
        await HasAsync(pool, "ws://10.0.0.1", "ws://10.0.0.2");
        Assert.All(Enumerable.Range(0, 10), _ => Assert.Equal("ws://10.0.0.1", Next()));

        _slices.Publish(far);
        await HasAsync(pool, "ws://10.0.0.2");
        Assert.Equal("ws://10.0.0.2", Next());

        string Next()
        {
            var selection = states.Select(TestRoutes.Route(pool.Pool), IPAddress.Loopback, maxAttempts: 3);
            Assert.True(selection.TryNext());
            var id = selection.Backend!.Id;
            selection.Leave();
            return id;
        }
    }

    /// <summary>At once: what reads it sees it whole.</summary>
    private void Write(string text)
    {
        File.WriteAllText(List + ".new", text);
        File.Move(List + ".new", List, overwrite: true);
    }

    private void Set(params ServiceRecord[] records) => _names.Services = _ => Task.FromResult(records.ToImmutableArray());

    private PoolState PoolOf(string url, EndpointSource source) => _states.Of(Pool(url, source));

    private static BackendPool Pool(string url, EndpointSource source)
    {
        Assert.True(BackendAddress.TryParse(url, out var address, out _));
        return new BackendPool("pool", [Backend.At(address) with { Addresses = source }], PickerKind.RoundRobin);
    }

    private Task HasAsync(PoolState pool, params string[] ids) => PassUntilAsync(() => Ids(pool).SequenceEqual(ids));

    private Task PassUntilAsync(Func<bool> happened) => Wait.UntilAsync(() =>
    {
        if (happened())
            return true;
        _time.Advance(TimeSpan.FromSeconds(1));
        return false;
    }, "what time was to bring");

    private static List<string> Ids(PoolState pool) => [.. pool.Members.Select(member => member.Backend.Id)];
}
