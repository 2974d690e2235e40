namespace ActorProxy.Actors.Connections;

/// <summary>Tells the owner of a connection that the gateway is done with it.</summary>
/// <param name="Cut">Whether it broke off: nothing more is to be sent.</param>
/// <param name="Reading">A read that may be under way still; it does not fail.</param>
public sealed record HttpEnded(bool Cut, Task Reading)
{
    /// <summary>Whether the client has asked for the end and sends no more: there is nothing to wait for.</summary>
    public bool ClientIsDone { get; init; }
}
