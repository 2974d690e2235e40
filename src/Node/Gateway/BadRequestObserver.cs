using System.Diagnostics;
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
        // The handler tells of those that it has seen, also where their bodies turn out to be broken.
        if (features.Get<Exchange>() is not null)
            return;
        var error = features.Get<IBadRequestExceptionFeature>()?.Error as BadHttpRequestException;
        var status = error?.StatusCode ?? StatusCodes.Status400BadRequest;
        UnreadRequest.Tell(connection, null, ForwardFailure.OfStatus(status), status, error?.Message ?? "");
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }
}
