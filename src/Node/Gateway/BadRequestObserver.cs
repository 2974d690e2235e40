using System.Diagnostics;
using ActorProxy.Shared.Termination;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace ActorProxy.Node.Gateway;

/// <summary>Writes the events of requests that the HTTP server refuses by itself: so broken that no handler sees them.</summary>
internal sealed class BadRequestObserver : IObserver<KeyValuePair<string, object?>>
{
    private const string EventName = "Microsoft.AspNetCore.Server.Kestrel.BadRequest";

    private BadRequestObserver()
    {
    }

    public static IDisposable Subscribe(IServiceProvider services) =>
        services.GetRequiredService<DiagnosticListener>().Subscribe(new BadRequestObserver(), static name => name == EventName);

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Value is not IFeatureCollection features || features.Get<GatewayConnection>() is not { } connection)
            return;
        // Its exchange tells of one that the handler has seen, also where its body turns out to be broken.
        if (features.Get<RequestStream>() is not null)
            return;
        var error = features.Get<IBadRequestExceptionFeature>()?.Error as BadHttpRequestException;
        var status = error?.StatusCode ?? StatusCodes.Status400BadRequest;
        connection.Exchanges.Unread(null, ReasonOf(status), status, error?.Message ?? "");
    }

    private static TerminationReason ReasonOf(int status) => status switch
    {
        StatusCodes.Status405MethodNotAllowed => TerminationReason.MethodNotAllowed,
        StatusCodes.Status408RequestTimeout => TerminationReason.RequestTimeout,
        StatusCodes.Status413PayloadTooLarge => TerminationReason.BodyTooLarge,
        StatusCodes.Status414UriTooLong => TerminationReason.TargetTooLong,
        StatusCodes.Status431RequestHeaderFieldsTooLarge => TerminationReason.HeadTooLarge,
        _ => TerminationReason.BadRequest,
    };

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }
}
