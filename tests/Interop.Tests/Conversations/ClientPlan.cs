namespace ActorProxy.Interop.Tests.Conversations;

/// <summary>What a client is to do: send a ping, then messages, each when the one before has been answered, then close.</summary>
internal sealed record ClientPlan
{
    public Uri? Url { get; init; }

    /// <summary>The page that does it, where the client is a browser.</summary>
    public Uri? Page { get; init; }

    /// <summary>To offer, in this order.</summary>
    public IReadOnlyList<string> Subprotocols { get; init; } = [];

    /// <summary>Whether both peers have permessage-deflate. A browser offers it in any case.</summary>
    public bool Deflate { get; init; }

    /// <summary>Payload of a ping that is to be answered.</summary>
    public string? Ping { get; init; }

    public IReadOnlyList<Message> Messages { get; init; } = [];

    /// <summary>Frames in which the backend sends each echo.</summary>
    public int EchoParts { get; init; } = 1;

    public PlannedClose Close { get; init; } = PlannedClose.ByClient(1000, "");
}
