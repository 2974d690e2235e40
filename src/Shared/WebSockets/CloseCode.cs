namespace ActorProxy.Shared.WebSockets;

/// <summary>The status codes of a Close frame (RFC 6455 section 7.4.1 and the IANA WebSocket Close Code registry).</summary>
public static class CloseCode
{
    public const int NormalClosure = 1000;
    public const int GoingAway = 1001;
    public const int ProtocolError = 1002;
    public const int UnsupportedData = 1003;
    /// <summary>Stands for a Close frame without a code; never on the wire.</summary>
    public const int NoStatusReceived = 1005;
    /// <summary>Stands for a connection that ended without a Close frame; never on the wire.</summary>
    public const int AbnormalClosure = 1006;
    public const int InvalidPayload = 1007;
    public const int PolicyViolation = 1008;
    public const int MessageTooBig = 1009;
    public const int MandatoryExtension = 1010;
    public const int InternalError = 1011;
    public const int ServiceRestart = 1012;
    public const int TryAgainLater = 1013;
    public const int BadGateway = 1014;
    /// <summary>Stands for a failed TLS handshake; never on the wire.</summary>
    public const int TlsHandshake = 1015;

    /// <summary>
    /// Whether a Close frame may carry the code: 1000 to 1003, 1007 to 1014 and 3000 to 4999. The other codes are
    /// reserved, unassigned or stand for something that no frame says (RFC 6455 section 7.4.2).
    /// </summary>
    public static bool IsValidOnWire(int code) =>
        code is >= NormalClosure and <= UnsupportedData or >= InvalidPayload and <= BadGateway or >= 3000 and <= 4999;
}
