namespace ActorProxy.Shared.Http;

public enum ParseStatus
{
    /// <summary>Nothing is wrong so far; parse again from the start when more bytes are there.</summary>
    Incomplete,
    Complete,
    /// <summary>No further bytes can make it right.</summary>
    Invalid,
}
