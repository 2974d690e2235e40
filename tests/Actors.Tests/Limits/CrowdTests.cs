using ActorProxy.Actors.Telemetry;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Termination;
using Xunit.Abstractions;

namespace ActorProxy.Actors.Tests.Limits;

/// <summary>As many connections as the node may have, and one more.</summary>
[Collection(SerialCollection.Name)]
public sealed class CrowdTests(ITestOutputHelper output)
{
    /// <summary>The default of limits.max-connections; fewer where this process may not have two descriptors for each.</summary>
    private static int Limit => Math.Min(new LimitOptions().MaxConnections, (DescriptorLimit() - 2000) / 2);

    [LinuxFact]
    public async Task The_last_one_is_refused_cleanly_and_memory_is_bounded()
    {
        var limit = Limit;
        using var backend = new ScriptedBackend();
        var options = TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url)));
        await using var proxy = await TestProxy.StartAsync(options with { Limits = new LimitOptions { MaxConnections = limit } });
        var before = Environment.WorkingSet;
        var crowd = new List<Peer>(limit);
        for (var i = 0; i < limit; i++)
            crowd.Add(await proxy.ConnectAsync());
        await Wait.UntilAsync(() => proxy.Node.Context.Admission.Connections == limit, "all connections at the node");
        var each = (Environment.WorkingSet - before) / (double)limit / 1024;

        using var last = await proxy.ConnectAsync();
        Assert.Equal(503, (await last.ReadHeadAsync()).Status);
        Assert.False((await last.ReadToEndAsync()).Reset);
        Assert.Equal(TerminationReason.ConnectionLimit, (await proxy.Log.FirstAsync<RefusedRequest>()).Reason);
        // A head's first buffer of 4 KiB, an actor, and both ends' sockets, which are this process's, too.
        output.WriteLine($"{limit} connections, {each:F1} KiB resident each, both ends");
        Assert.True(each <= 32, $"{each} KiB resident each");

        foreach (var client in crowd)
            client.Dispose();
        await Wait.UntilAsync(() => proxy.Node.Context.Admission.Connections == 0, "nobody");
        await proxy.DrainedAsync();
    }

    private static int DescriptorLimit() => int.Parse(
        File.ReadLines("/proc/self/limits").Single(line => line.StartsWith("Max open files", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[3],
        System.Globalization.CultureInfo.InvariantCulture);
}
