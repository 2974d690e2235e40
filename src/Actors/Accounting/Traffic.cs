namespace ActorProxy.Actors.Accounting;

/// <summary>What has passed through a tunnel so far. Bytes are those of the frames, headers included.</summary>
public readonly record struct Traffic(long BytesFromClient, long BytesFromBackend, long MessagesFromClient, long MessagesFromBackend)
{
    public static Traffic operator +(Traffic a, Traffic b) => new(
        a.BytesFromClient + b.BytesFromClient, a.BytesFromBackend + b.BytesFromBackend,
        a.MessagesFromClient + b.MessagesFromClient, a.MessagesFromBackend + b.MessagesFromBackend);
}
