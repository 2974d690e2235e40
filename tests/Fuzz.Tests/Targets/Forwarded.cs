using System.Net;
using ActorProxy.Fuzz.Tests.Engine;
using ActorProxy.Shared.Forwarding;
using ActorProxy.Shared.Http;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.WebSockets.Handshake;

namespace ActorProxy.Fuzz.Tests.Targets;

/// <summary>A request that the rules let pass is made one for a backend, which must read from it what we have read.</summary>
internal sealed class Forwarded(Written written)
{
    private static readonly ClientInfo Client = new(IPAddress.Parse("192.0.2.7"), "https", "0123456789abcdef");

    /// <summary>As a request that is no upgrade. Whether the rules let it pass.</summary>
    public bool Plain(RequestHead head)
    {
        if (!HttpRequestRules.TryCheck(head, out var request, out _) || !RequestPath.TryNormalize(request.Target, out _, out _))
            return false;
        var host = head.Fields.First("Host")!;
        var fields = Told(HttpForwarding.Passed(request), host);
        var sent = HttpForwarding.Request(request, request.Target, host, fields, via: ProtocolVersion.Http11);
        written.Request(sent);
        CheckHost(sent, head);
        Judge.That(!sent.Fields.Has("Transfer-Encoding") && sent.Fields.CountOf("Content-Length") <= 1, "The body sent has one framing.");
        Judge.That(HttpRequestRules.TryCheck(sent, out var again, out _), "A backend with our rules takes what we send.");
        Judge.That(again.Host == request.Host && again.Target == request.Target && again.Method == request.Method,
            "A backend reads the request that we have read.");
        return true;
    }

    /// <summary>As a handshake. Whether the rules let it pass.</summary>
    public bool Upgrade(RequestHead head)
    {
        if (UpgradeRequestRules.Check(head) is not UpgradeRequest request || !RequestPath.TryNormalize(request.Target, out _, out _))
            return false;
        var host = head.Fields.First("Host")!;
        var sent = UpstreamRequest.Head(request.Target, host, Told(UpstreamRequest.Passed(request), host));
        written.Request(sent);
        CheckHost(sent, head);
        Judge.That(!sent.Fields.Has("Transfer-Encoding") && !sent.Fields.Has("Content-Length"), "A handshake has no body.");
        var again = UpgradeRequestRules.Check(sent) as UpgradeRequest;
        Judge.That(again is not null, "A backend with our rules takes the handshake that we send.");
        Judge.That(again.Host == request.Host && again.Target == request.Target && again.Key == request.Key
            && Members(again.Extensions).SequenceEqual(Members(request.Extensions))
            && again.Subprotocols.SequenceEqual(request.Subprotocols), "A backend reads the handshake that we have read.");
        return true;
    }

    private static HeaderFields Told(HeaderFields passed, string host) =>
        ForwardingFields.Apply(passed, Client, host, ForwardingPolicy.Default);

    private static string[] Members(string? list) =>
        list?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static void CheckHost(RequestHead sent, RequestHead head)
    {
        Judge.That(sent.Fields.CountOf("Host") == 1 && sent.Fields[0] is { Name: "Host" } first && first.Value == head.Fields.First("Host"),
            "There is one Host, the client's.");
        Judge.That(FieldOracle.IsHost(sent.Fields[0].Value), "The Host is one for every reader.");
    }
}
