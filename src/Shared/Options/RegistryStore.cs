namespace ActorProxy.Shared.Options;

/// <summary>Databases of the registry.</summary>
public enum RegistryStore
{
    /// <summary>A file of the node itself; for a node that is alone.</summary>
    Sqlite,

    /// <summary>A server that all nodes of a cluster share.</summary>
    Postgresql,
}
