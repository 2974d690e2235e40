namespace ActorProxy.Node.Gateway;

/// <summary>The client takes no more of its response: its connection or its stream is gone.</summary>
internal sealed class ClientGoneException() : IOException("The client is gone.");
