using ActorProxy.Fuzz.Tests.Engine;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Fuzz.Tests.Targets;

/// <summary>Answers of backends to a handshake, where their bodies end, and what clients get.</summary>
internal sealed class ResponseHeadTarget() : FuzzTarget("response-heads",
    "Shared/Http/ResponseHeadParser.cs", "Shared/Http/MessageHeads.cs", "Shared/Http/BodyFraming.cs", "Shared/Http/HeadWriter.cs",
    "Shared/WebSockets/Handshake/UpgradeResponseRules.cs", "Shared/WebSockets/Handshake/UpgradeResponse.cs",
    "Shared/WebSockets/Handshake/NegotiatedExtensionsReader.cs")
{
    private static readonly HeadLimits Small = new(MaxHeadBytes: 160, MaxFields: 4);

    // What a test of RFC 6455 section 1.3 asks: its answer is s3pPLMBiTxaQ9kYGzzhZRbK+xOo=.
    private static readonly UpgradeRequest Sent = new(
        "dGhlIHNhbXBsZSBub25jZQ==", "h", "/", "/", ["chat", "superchat"], "permessage-deflate, x",
        [new("Sec-WebSocket-Extensions", "permessage-deflate, x")]);

    private readonly Written _written = new();

    public override IReadOnlyList<string> Dictionary { get; } =
    [
        "HTTP/1.1 101 ", "HTTP/1.1 200 OK\r\n", "HTTP/1.0 200 OK\r\n", "HTTP/1.1 204 ", "304", "426", "100", "\r\n", "\r\n\r\n",
        "Connection: Upgrade\r\n", "Upgrade: websocket\r\n",
        "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", "Sec-WebSocket-Protocol: chat\r\n",
        "Sec-WebSocket-Extensions: permessage-deflate\r\n", "client_no_context_takeover",
        "Content-Length: 0\r\n", "Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n", "Transfer-Encoding: ", ", ", "; ", "close",
    ];

    public override Verdict Run(ReadOnlySpan<byte> input, Rng rng)
    {
        HeadSplits.Parse(input, static bytes => ResponseHeadParser.Parse(bytes, Small), ref rng);
        var result = HeadSplits.Parse(input, static bytes => ResponseHeadParser.Parse(bytes, HeadLimits.Default), ref rng);
        if (!result.IsComplete)
            return HeadSplits.Verdict(result.Status);
        var head = result.Head;
        Judge.That(input[..result.Consumed].EndsWith("\r\n\r\n"u8), "A head ends with an empty line.");
        Judge.That(head.Status is >= 100 and <= 599, "A status has three digits and a class.");
        FieldOracle.Check(head.Fields);
        _written.Response(head);
        CheckHttp2(HttpForwarding.Response(head.Status, head.Fields, via: ProtocolVersion.Http11));
        if (ExtendedConnect.CanRelay(head.Status))
            CheckHttp2(ExtendedConnect.Refused(head).Fields);
        return UpgradeResponseRules.Check(head, Sent, extensionsOffered: true) switch
        {
            UpgradeAccepted accepted => Switched(accepted),
            UpgradeDeclined => Verdict.Accepted, // what becomes of it is the target relayed-answers
            _ => Verdict.Refused,
        };
    }

    private static void CheckHttp2(HeaderFields fields) =>
        Judge.That(FieldRules.Http2Error(fields) is null, "A client of HTTP/2 gets no field of a connection.");

    private Verdict Switched(UpgradeAccepted accepted)
    {
        NegotiatedExtensionsReader.Read(accepted.Extensions);
        CheckHttp2(ExtendedConnect.Accepted(accepted).Fields);
        var sent = _written.Response(UpgradeResponse.Switching(accepted));
        var again = UpgradeResponseRules.Check(sent, Sent, extensionsOffered: true) as UpgradeAccepted;
        Judge.That(again is not null, "A client with our rules takes the 101 that we send.");
        Judge.That(again.Subprotocol == accepted.Subprotocol && again.Extensions == accepted.Extensions,
            "A client reads the agreement that we have read.");
        return Verdict.Accepted;
    }
}
