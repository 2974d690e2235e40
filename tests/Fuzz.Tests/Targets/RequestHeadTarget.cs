using ActorProxy.Fuzz.Tests.Engine;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Fuzz.Tests.Targets;

/// <summary>Requests of clients, the rules of both kinds of them, and what backends get.</summary>
internal sealed class RequestHeadTarget : FuzzTarget
{
    // So small that most inputs come to one of them.
    private static readonly HeadLimits Small = new(MaxHeadBytes: 160, MaxFields: 4, MaxTargetBytes: 12);

    private readonly Written _written = new();
    private readonly Forwarded _forwarded;

    public RequestHeadTarget() : base("request-heads",
        "Shared/Http/RequestHeadParser.cs", "Shared/Http/HeadLines.cs", "Shared/Http/RecentStrings.cs", "Shared/Http/HttpRequestRules.cs",
        "Shared/WebSockets/Handshake/UpgradeRequestRules.cs", "Shared/WebSockets/Handshake/ExtensionList.cs",
        "Shared/WebSockets/Handshake/AcceptKey.cs", "Shared/Http/HopByHop.cs") =>
        _forwarded = new Forwarded(_written);

    public override IReadOnlyList<string> Dictionary { get; } =
    [
        "GET ", "POST ", "CONNECT ", " HTTP/1.1\r\n", "\r\n", "\r\n\r\n", "Host: ", "Host: h\r\n", "Connection: ",
        "Connection: Upgrade\r\n", "Upgrade: websocket\r\n",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n", "Sec-WebSocket-Version: 13\r\n", "Sec-WebSocket-Protocol: ",
        "Sec-WebSocket-Extensions: ", "permessage-deflate; a=\"b\"",
        "Content-Length: 0\r\n", "Content-Length: 3\r\n", "Transfer-Encoding: chunked\r\n", "TE: trailers\r\n", "X-Forwarded-For: ",
        "Cookie: ", "close, ", "http://", "wss://", "%2e", "..", ", ", "; ",
    ];

    public override Verdict Run(ReadOnlySpan<byte> input, Rng rng)
    {
        HeadSplits.Parse(input, static bytes => RequestHeadParser.Parse(bytes, Small), ref rng);
        var result = HeadSplits.Parse(input, static bytes => RequestHeadParser.Parse(bytes, HeadLimits.Default), ref rng);
        if (!result.IsComplete)
            return HeadSplits.Verdict(result.Status);
        var head = result.Head;
        Judge.That(input[..result.Consumed].EndsWith("\r\n\r\n"u8), "A head ends with an empty line.");
        Judge.That(FieldOracle.IsToken(head.Method) && head.Target.Length > 0 && !head.Target.AsSpan().ContainsAnyExceptInRange('!', '~'),
            "A request line has a token and visible ASCII.");
        FieldOracle.Check(head.Fields);
        _written.Request(head);
        var upgrade = _forwarded.Upgrade(head);
        return (UpgradeRequestRules.IsWebSocket(head) ? upgrade : _forwarded.Plain(head)) ? Verdict.Accepted : Verdict.Refused;
    }
}
