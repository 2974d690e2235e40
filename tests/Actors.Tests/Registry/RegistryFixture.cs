namespace ActorProxy.Actors.Tests.Registry;

/// <summary>Three nodes for the tests of a class, each of which has hosts of its own.</summary>
public sealed class RegistryFixture : IAsyncLifetime
{
    internal RegistryFile File { get; } = new();

    internal RegistryCluster Cluster { get; private set; } = null!;

    public async Task InitializeAsync() => Cluster = await RegistryCluster.StartAsync(3, File);

    public async Task DisposeAsync()
    {
        await Cluster.DisposeAsync();
        File.Dispose();
    }
}
