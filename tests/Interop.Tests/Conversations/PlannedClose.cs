namespace ActorProxy.Interop.Tests.Conversations;

/// <summary>How a conversation ends.</summary>
/// <param name="By">Whose Close frame comes first: <c>client</c>, or <c>backend</c>, which the client tells to.</param>
internal sealed record PlannedClose(string By, int Code, string Reason)
{
    public static PlannedClose ByClient(int code, string reason) => new("client", code, reason);

    public static PlannedClose ByBackend(int code, string reason) => new("backend", code, reason);

    public Closing Seen() => new(Code, Reason);
}
