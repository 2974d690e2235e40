using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.WebSockets.Handshake;

/// <summary>Makes the head that the client gets of the backend's.</summary>
public static class UpgradeResponse
{
    private static readonly HeaderField Upgrade = new("Upgrade", "websocket");

    /// <summary>The 101 of a validated answer: hop-by-hop fields are ours, all others pass.</summary>
    public static ResponseHead Switching(UpgradeAccepted accepted) =>
        new(101, "Switching Protocols", HeaderFields.Concat([Upgrade, new("Connection", "Upgrade")], accepted.Passed.AsSpan()));

    /// <summary>
    /// The head of an ordinary response that is relayed and after which the client's connection is closed. The body passes byte
    /// by byte, so Content-Length and chunked stay as they are.
    /// </summary>
    public static ResponseHead Relayed(UpgradeDeclined declined)
    {
        var head = declined.Head;
        var fields = HopByHop.Strip(head.Fields).Where(f => !DoesNotBelong(f.Name, head.Status));
        // A 426 must say to what (RFC 9110 section 15.5.22).
        var upgrade = head.Status == 426 && head.Fields.Has("Upgrade");
        IEnumerable<HeaderField> added = upgrade ? [Upgrade, new("Connection", "Upgrade, close")] : [new("Connection", "close")];
        if (declined.Framing.Kind == BodyKind.Chunked)
            added = added.Append(new("Transfer-Encoding", "chunked"));
        return new ResponseHead(head.Status, head.Reason, [.. fields, .. added]);
    }

    // A 204 has no Content-Length (RFC 9110 section 8.6).
    private static bool DoesNotBelong(string name, int status) =>
        status == 204 && name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase);
}
