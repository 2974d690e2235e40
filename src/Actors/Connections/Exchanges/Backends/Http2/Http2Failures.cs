using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Connections.Exchanges.Backends.Http2;

/// <summary>What failures of .NET's client are in the vocabulary.</summary>
internal static class Http2Failures
{
    private const long Http11Required = 0xd;

    public static UpstreamException Of(Exception failure) => Find<UpstreamException>(failure)
        ?? new UpstreamException(ReasonOf(failure), (failure.InnerException ?? failure).Message);

    /// <summary>Whether the backend wants to be asked by HTTP/1.1 (RFC 9113 section 7).</summary>
    public static bool WantsHttp11(Exception failure) => Find<HttpProtocolException>(failure)?.ErrorCode == Http11Required;

    private static TerminationReason ReasonOf(Exception failure) => failure switch
    {
        ArgumentException or InvalidOperationException => TerminationReason.InternalError,
        _ => Find<HttpRequestException>(failure)?.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => TerminationReason.BackendUnresolved,
            HttpRequestError.ConnectionError => TerminationReason.BackendRefused,
            HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded => TerminationReason.BackendBadHandshake,
            _ => TerminationReason.BackendReset,
        },
    };

    private static T? Find<T>(Exception? exception)
        where T : Exception
    {
        while (exception is not null and not T)
            exception = exception.InnerException;
        return exception as T;
    }
}
