using System.Text.Json;
using ActorProxy.Interop.Tests.Harness;
using ActorProxy.Node.Configuration;
using ActorProxy.Node.Hosting;
using ActorProxy.Tests.Harness;
using Akka.Cluster;

namespace ActorProxy.Interop.Tests;

/// <summary>The executable as a member of a cluster whose other node is in this process.</summary>
public sealed class MemberTests : IAsyncLifetime
{
    private readonly NodeFile _file = new();
    private readonly int _founder = FreePort.Next();
    private readonly int _member = FreePort.Next();
    private NodeHost _host = null!;

    private Cluster Cluster => Cluster.Get(_host.Node.ControlSystem);

    public async Task InitializeAsync()
    {
        _file.Write($"log {{ level = error }}, {Settings(_founder)}");
        var configuration = ConfigurationLoader.Load(_file.Path);
        Assert.Empty(configuration.Problems);
        _host = await NodeHost.StartAsync(configuration.Loaded!.Options, configuration.Loaded.Akka);
        _file.Write(Settings(_member));
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        _file.Dispose();
    }

    [ExecutableFact(PeerKind.DotNet)]
    public async Task A_node_that_its_cluster_goes_on_without_ends_with_4_where_that_is_said()
    {
        _file.Write($"{Settings(_member)}, cluster.minority = exit");
        await using var proxy = ProxyProcess.Start("run", _file.Path);
        await UntilAsync(MemberStatus.Up);

        Cluster.Down(Member!.Address);

        Assert.Equal(4, await proxy.EndAsync());
    }

    [ExecutableFact(PeerKind.DotNet)]
    public async Task It_is_a_member_again_by_itself_otherwise()
    {
        await using var proxy = ProxyProcess.Start("run", _file.Path);
        await UntilAsync(MemberStatus.Up);
        var before = Member!.UniqueAddress;

        Cluster.Down(before.Address);

        await Wait.UntilAsync(() => Task.FromResult(Member is { Status: MemberStatus.Up } again && !again.UniqueAddress.Equals(before)),
            "a member again");
        Assert.Equal(0, await proxy.TerminateAsync());
    }

    [ExecutableFact(PeerKind.DotNet)]
    public async Task A_node_that_is_told_to_stop_leaves_its_cluster_and_ends_with_0()
    {
        await using var proxy = ProxyProcess.Start("run", _file.Path);
        await UntilAsync(MemberStatus.Up);

        Assert.Equal(0, await proxy.TerminateAsync());

        await UntilAsync(null);
        Assert.Empty(proxy.Errors);
    }

    [ExecutableFact(PeerKind.DotNet)]
    public async Task A_log_for_machines_has_no_line_that_they_cannot_read()
    {
        _file.Write($"log {{ format = json }}, {Settings(_member)}");
        await using var proxy = ProxyProcess.Start("run", _file.Path);
        await UntilAsync(MemberStatus.Up);
        await proxy.TerminateAsync();

        var lines = await proxy.ReadRestAsync();

        Assert.NotEmpty(lines);
        Assert.All(lines, line => JsonDocument.Parse(line).Dispose());
    }

    private Member? Member => Cluster.State.Members.SingleOrDefault(member => member.Address.Port == _member);

    private Task UntilAsync(MemberStatus? status) =>
        Wait.UntilAsync(() => Task.FromResult(Member?.Status == status), $"a member that is {status?.ToString() ?? "gone"}");

    private string Settings(int port) =>
        $"cluster {{ enabled = true, hostname = \"127.0.0.1\", bind-address = \"127.0.0.1\", port = {port}, seed-nodes = "
            + $"[\"127.0.0.1:{_founder}\"] }}";
}
