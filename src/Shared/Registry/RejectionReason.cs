namespace ActorProxy.Shared.Registry;

/// <summary>Why the registry did not do what a command wanted.</summary>
public enum RejectionReason
{
    /// <summary>The command contradicts itself: a route of another host, two routes with one id.</summary>
    Invalid,

    /// <summary>The host has another revision than the command expects.</summary>
    StaleRevision,

    /// <summary>Another route of the same origin has the path.</summary>
    PathTaken,

    /// <summary>There is no such route of an operator.</summary>
    UnknownRoute,

    /// <summary>The host would have more routes, or more bytes of them, than it may.</summary>
    TooLarge,

    /// <summary>The configuration is older than the one whose routes the registry has.</summary>
    OlderConfiguration,

    /// <summary>The registry or its database did not answer in time, or failed. Whether the change was stored is not known: send the same command again.</summary>
    Unavailable,

    /// <summary>The host's rows in the database cannot be followed to their end: somebody must look at them.</summary>
    Damaged,
}
