namespace ActorProxy.Transport;

/// <summary>
/// What a relay asks and tells its owner. All members are called on the relay's loop, never re-entrantly from inside a
/// call that the owner makes, and never after <see cref="Relay.Close"/>.
/// </summary>
public interface IRelayHandler
{
    /// <summary>Bytes arrived from one side and are about to go to the other.</summary>
    /// <param name="bytes">Valid during the call.</param>
    /// <returns>
    /// How many of them to forward. Fewer than all ends that direction: the rest, and whatever follows from that side, is
    /// read and thrown away.
    /// </returns>
    int OnBytes(RelaySide from, ReadOnlySpan<byte> bytes);

    /// <summary>
    /// Nothing more comes from this side: its FIN was read and all that came before was handed to the other side's socket
    /// (<see cref="TransportError.None"/>), or its socket failed while reading or writing. After a failure the side's
    /// socket is closed and what the other side sends is thrown away. Called once a side.
    /// </summary>
    void OnEnd(RelaySide side, TransportError error);

    /// <summary>What <see cref="Relay.TellSent"/> was asked for.</summary>
    void OnSent(RelaySide to)
    {
    }
}
