namespace ActorProxy.Shared.Registry;

/// <summary>Of which hosts a node declares its configuration's routes to the registry.</summary>
public enum DeclarationScope
{
    /// <summary>Hosts of which no configuration was ever declared: nothing that the registry has is overridden or undone.</summary>
    New,

    /// <summary>All of which the registry has other routes, of a revision that is not higher.</summary>
    Changed,
}
