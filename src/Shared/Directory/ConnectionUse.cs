namespace ActorProxy.Shared.Directory;

/// <summary>What changes about a connection while it lives, read at one moment.</summary>
/// <param name="BytesFromClient">Of frames with their headers, or of an HTTP request's body.</param>
/// <param name="Idle">Time since bytes last passed, to the millisecond of the loop's clock.</param>
public readonly record struct ConnectionUse(
    long BytesFromClient, long BytesFromBackend, long MessagesFromClient, long MessagesFromBackend, TimeSpan Idle);
