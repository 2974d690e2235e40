using System.Text;
using ActorProxy.Fuzz.Tests.Engine;
using ActorProxy.Node.Gateway;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.WebSockets.Handshake;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ActorProxy.Fuzz.Tests.Targets;

/// <summary>
/// Requests as the HTTP/2 server hands them over: method, target, then name and value of each field, with 0xFF between them, which
/// is in no UTF-8. They may have any character that HPACK can carry.
/// </summary>
internal sealed class Http2FieldTarget : FuzzTarget
{
    private readonly Forwarded _forwarded = new(new Written());

    public Http2FieldTarget() : base("http2-fields", "Node/Gateway/RequestHeads.cs", "Shared/Http/FieldRules.cs",
        "Shared/WebSockets/Handshake/ExtendedConnect.cs")
    {
    }

    public override IReadOnlyList<string> Dictionary { get; } =
    [
        "\xff", "\xffHost\xffh", "GET\xff/", "CONNECT\xff/", "\xffsec-websocket-version\xff" + "13", "\xffx-real-ip ",
        "\xfftransfer-encoding ", "x-real-ip: ", "\r\n", "\n", "\xc3\xa9", "\xe2\x98\x83", "connection", "cookie", " ", ":", "\0",
        "te\xfftrailers", "content-length\xff" + "3",
    ];

    public override Verdict Run(ReadOnlySpan<byte> input, Rng rng)
    {
        var parts = new List<string>();
        foreach (var range in input.Split((byte)0xFF))
            parts.Add(Encoding.UTF8.GetString(input[range]));
        if (parts.Count < 2)
            return Verdict.Incomplete;
        // The server itself refuses a method that is no token, and a field without a name.
        if (!FieldOracle.IsToken(parts[0]))
            return Verdict.Refused;
        var request = new HttpRequestFeature { Method = parts[0], RawTarget = parts[1], Protocol = HttpProtocol.Http2 };
        for (var at = 2; at + 1 < parts.Count; at += 2)
        {
            if (parts[at].Length > 0)
                request.Headers.Append(parts[at], parts[at + 1]);
        }
        var http = new DefaultHttpContext();
        http.Features.Set<IHttpRequestFeature>(request);
        var head = RequestHeads.Of(http);
        if (FieldRules.Http2Error(head.Fields) is not null)
            return Verdict.Refused;
        FieldOracle.Check(head.Fields);
        return _forwarded.Plain(head) | _forwarded.Upgrade(ExtendedConnect.ToUpgrade(head)) ? Verdict.Accepted : Verdict.Refused;
    }
}
