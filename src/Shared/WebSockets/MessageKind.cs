namespace ActorProxy.Shared.WebSockets;

public enum MessageKind : byte
{
    Text,
    Binary,
}
