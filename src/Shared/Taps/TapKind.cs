namespace ActorProxy.Shared.Taps;

/// <summary>What a tap shows.</summary>
public enum TapKind
{
    /// <summary>A text message, of all its fragments.</summary>
    Text,
    /// <summary>A binary message, of all its fragments.</summary>
    Binary,
    /// <summary>The end of a message whose first fragments passed before the tap began: what it was is not known.</summary>
    Continuation,
    Ping,
    Pong,
    Close,
    /// <summary>No message: the peer broke the framing of RFC 6455, and this direction is decoded no further.</summary>
    Violation,
}
