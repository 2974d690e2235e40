using System.Diagnostics;
using ActorProxy.Actors.Telemetry;
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
        var given = connection.Given;
        var reason = ForwardFailure.OfStatus(status);
        var labels = HttpLabels.Of(null, given.Tls is not null, given.Tls is { IsHttp2: true });
        given.Proxy.Metrics.HttpStarted(labels);
        given.Proxy.Metrics.HttpEnded(labels, reason, status, TimeSpan.Zero);
        given.Proxy.AccessLog.Served(new ServedRequest(given.Id, given.Listener.Name, given.Peer, given.Peer.Address, null, null, null, null,
            null, null, 0, reason, status, error?.Message ?? "", 0, 0, TimeSpan.Zero));
    }

    public void OnCompleted()
    {
    }

    public void OnError(Exception error)
    {
    }
}
