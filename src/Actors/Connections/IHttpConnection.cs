using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Connections;

/// <summary>What its owner may ask of a connection whose requests are served one by one. Called on the channel's loop.</summary>
public interface IHttpConnection
{
    /// <summary>The request that is being served is finished, and no other is begun.</summary>
    void Drain();

    /// <summary>Ends at once, for this reason. The owner aborts the channel.</summary>
    /// <param name="id">Where it is the id of one of several requests, only that one ends.</param>
    void Cut(TerminationReason reason, string? id = null);
}
