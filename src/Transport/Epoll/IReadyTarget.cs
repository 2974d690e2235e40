namespace ActorProxy.Transport.Epoll;

/// <summary>Something with a descriptor in a loop's epoll set.</summary>
internal interface IReadyTarget
{
    /// <summary>The kernel's EPOLL flags for its descriptor.</summary>
    void OnReady(uint events);

    /// <summary>The loop ends: close the descriptor.</summary>
    void Close();
}
