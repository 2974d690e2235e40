namespace ActorProxy.Actors.Telemetry;

/// <summary>What became of an upgrade or a request that was to wait for a backend.</summary>
public enum QueueResult
{
    /// <summary>It has got one.</summary>
    Served,
    /// <summary>Its time was over.</summary>
    Timeout,
    /// <summary>It has ended while it waited: its client was gone, or the node stopped.</summary>
    Gone,
    /// <summary>As many waited as may, or its pool lets nobody wait any more.</summary>
    Refused,
}
