namespace ActorProxy.Shared.Http;

/// <summary>By which version a message has come.</summary>
public enum ProtocolVersion
{
    Http10,
    Http11,
    Http20,
}
