using ActorProxy.Shared.Http;

namespace ActorProxy.Shared.Routing;

/// <summary>Where a request wanted to go that goes nowhere, as far as it says so: for the access log.</summary>
/// <param name="Host">In lower case and without port; null where there is no valid one.</param>
/// <param name="Path">Normalised, without query; null where there is no valid one.</param>
public readonly record struct RequestPlace(string? Host, string? Path)
{
    public static RequestPlace Of(RequestHead head, DotSegments dots)
    {
        if (head.Fields.CountOf("Host") != 1 || !Authority.TryParse(head.Fields.First("Host"), out var host))
            return default;
        return RequestTarget.TryReduce(head.Target, host, out var target, out _, head.Method)
            && RequestPath.TryNormalize(RequestTarget.Routed(target), dots, out var path, out _)
            ? new RequestPlace(host.Host, path.Path)
            : new RequestPlace(host.Host, null);
    }
}
