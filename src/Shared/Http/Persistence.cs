namespace ActorProxy.Shared.Http;

/// <summary>Whether a connection may carry another message behind this one (RFC 9112 section 9.3).</summary>
public static class Persistence
{
    /// <summary>Whether the client wants its connection to go on.</summary>
    public static bool Persists(RequestHead head) => Persists(head.Fields, head.IsHttp10);

    /// <summary>Whether the backend lets its connection go on when the body has ended.</summary>
    public static bool Persists(ResponseHead head, BodyFraming framing) =>
        framing.Kind != BodyKind.UntilClose && Persists(head.Fields, head.IsHttp10);

    private static bool Persists(HeaderFields fields, bool isHttp10) =>
        !fields.HasToken("Connection", "close") && (!isHttp10 || fields.HasToken("Connection", "keep-alive"));
}
