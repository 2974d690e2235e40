using ActorProxy.Actors.Upstreams;
using ActorProxy.Shared.Termination;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace ActorProxy.Node.Gateway;

/// <summary>What the forwarder's failures are in the vocabulary.</summary>
internal static class ForwardFailure
{
    /// <param name="started">Whether a part of the response is on its way to the client.</param>
    /// <param name="clientGone">Whether the client has closed or broken its connection.</param>
    public static (TerminationReason Reason, string Detail) Of(ForwarderError error, Exception? exception, bool started, bool clientGone)
    {
        var reason = error switch
        {
            // The forwarder has cut the client's connection for it, which looks as if the client had gone.
            ForwarderError.ResponseBodyDestination => TerminationReason.BackendLost,
            _ when Find<UpstreamException>(exception) is { Reason: TerminationReason.WriteTimeout } => TerminationReason.WriteTimeout,
            _ when clientGone => TerminationReason.ClientLost,
            ForwarderError.Request => OfRequest(exception),
            ForwarderError.RequestTimedOut => TerminationReason.BackendTimeout,
            ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled => TerminationReason.BackendTimeout,
            ForwarderError.RequestBodyClient => OfClientBody(exception),
            ForwarderError.RequestBodyDestination => TerminationReason.BackendReset,
            ForwarderError.ResponseBodyCanceled => TerminationReason.IdleTimeout,
            ForwarderError.ResponseBodyClient => TerminationReason.ClientLost,
            _ => TerminationReason.InternalError,
        };
        // The vocabulary's end of a backend in the middle of a response.
        if (started && reason is TerminationReason.BackendReset)
            reason = TerminationReason.BackendLost;
        return (reason, (Find<UpstreamException>(exception) ?? exception)?.Message ?? error.ToString());
    }

    private static TerminationReason OfRequest(Exception? exception)
    {
        if (Find<UpstreamException>(exception) is { } upstream)
            return upstream.Reason;
        if (Find<BadHttpRequestException>(exception) is { } bad)
            return OfStatus(bad.StatusCode);
        return Find<HttpRequestException>(exception)?.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => TerminationReason.BackendUnresolved,
            HttpRequestError.ConnectionError => TerminationReason.BackendRefused,
            HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded => TerminationReason.BackendBadHandshake,
            _ => exception is ArgumentException or InvalidOperationException
                ? TerminationReason.InternalError
                : TerminationReason.BackendReset,
        };
    }

    private static TerminationReason OfClientBody(Exception? exception) =>
        Find<BadHttpRequestException>(exception) is { } bad ? OfStatus(bad.StatusCode) : TerminationReason.ClientLost;

    /// <summary>The vocabulary's term for a status with which the HTTP server refuses a request by itself.</summary>
    public static TerminationReason OfStatus(int status) => status switch
    {
        StatusCodes.Status405MethodNotAllowed => TerminationReason.MethodNotAllowed,
        StatusCodes.Status408RequestTimeout => TerminationReason.RequestTimeout,
        StatusCodes.Status413PayloadTooLarge => TerminationReason.BodyTooLarge,
        StatusCodes.Status414UriTooLong => TerminationReason.TargetTooLong,
        StatusCodes.Status431RequestHeaderFieldsTooLarge => TerminationReason.HeadTooLarge,
        _ => TerminationReason.BadRequest,
    };

    private static T? Find<T>(Exception? exception)
        where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is T found)
                return found;
            if (exception is AggregateException aggregate && aggregate.InnerExceptions.Select(Find<T>)
                .FirstOrDefault(e => e is not null) is { } inner)
                return inner;
        }
        return null;
    }
}
