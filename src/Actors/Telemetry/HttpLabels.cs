using System.Diagnostics;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Telemetry;

/// <summary>
/// What metrics tell of an HTTP request, by OpenTelemetry's semantic conventions. Its host is not among it: clients may send
/// any number of those.
/// </summary>
/// <param name="Method">One that is known, or <see cref="OtherMethod"/>.</param>
/// <param name="Scheme"><c>http</c> or <c>https</c>: how the client reached us.</param>
/// <param name="Version"><c>1.1</c> or <c>2</c>.</param>
public readonly record struct HttpLabels(string Method, string Scheme, string Version)
{
    public const string OtherMethod = "_OTHER";

    /// <param name="method">As sent; null where the request was too broken to be read.</param>
    public static HttpLabels Of(string? method, bool tls, bool http2) => new(
        method is "GET" or "HEAD" or "POST" or "PUT" or "DELETE" or "OPTIONS" or "PATCH" or "CONNECT" or "TRACE" ? method : OtherMethod,
        tls ? "https" : "http", http2 ? "2" : "1.1");

    internal TagList Active() => new([new("http.request.method", Method), new("url.scheme", Scheme)]);

    /// <param name="status">What the client was answered, or null where it was not.</param>
    internal TagList Ended(TerminationReason reason, int? status)
    {
        var tags = Active();
        tags.Add("network.protocol.version", Version);
        if (status is { } code)
            tags.Add("http.response.status_code", code);
        if (reason is TerminationReason.Completed or TerminationReason.Responded)
            return tags;
        tags.Add("error.type", reason.Name());
        tags.Add(MetricTags.Source, reason.Source(status).Name());
        return tags;
    }
}
