namespace ActorProxy.Actors.Tunnels;

/// <summary>What a <see cref="TunnelClosing"/> knows of one side.</summary>
internal struct ClosingSide
{
    /// <summary>Its Close frame was read.</summary>
    public bool CloseSeen;

    /// <summary>A Close frame has gone to it.</summary>
    public bool Told;

    /// <summary>Nothing more comes from it.</summary>
    public bool Ended;

    /// <summary>Nothing more goes to it either: its connection broke.</summary>
    public bool Broke;
}
