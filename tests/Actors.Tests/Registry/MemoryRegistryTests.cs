using ActorProxy.Actors.Tests.Harness;
using Akka.Configuration;

namespace ActorProxy.Actors.Tests.Registry;

public sealed class MemoryRegistryTests
{
    [Fact]
    public async Task A_node_whose_registry_is_in_memory_has_all_of_it_at_once()
    {
        RegistryNode? node = null;
        var memory = ConfigurationFactory.ParseString("""
            akka {
              persistence { journal.plugin = "akka.persistence.journal.inmem", snapshot-store.plugin = "akka.persistence.no-snapshot-store" }
              cluster {
                sharding {
                  state-store-mode = ddata
                  distributed-data.durable.keys = []
                }
                distributed-data.durable.keys = []
              }
            }
            """);
        await using var cluster = await TestCluster.StartAsync(1, memory,
            async system => node = await RegistryNode.StartAsync(system, TimeProvider.System, HostRoute.Table("own.example.org own:/")));

        await Wait.UntilAsync(() => node!.Synced, "all routes");
        Assert.Equal(1, await node!.PutAsync("a.example.org", "a:/x"));
        await node.ServesAsync("a.example.org", "a:/x");
        await node.ServesAsync("own.example.org", "own:/");
        node.Registry.Dispose();
    }
}
