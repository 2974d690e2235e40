using System.Collections.Immutable;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ActorProxy.Shared.Backends.Endpoints;
using k8s;
using k8s.Autorest;
using k8s.Exceptions;

namespace ActorProxy.Node.Kubernetes.Endpoints;

/// <summary>What the API of Kubernetes tells of Services. May be used from any thread.</summary>
/// <param name="configuration">Asked for once it is needed; throws where there is none.</param>
internal sealed class SliceApi(Func<KubernetesClientConfiguration> configuration) : IDisposable
{
    /// <summary>How long one answer of changes lasts. What is between is not lost: the next one begins where it ended.</summary>
    private const int WatchSeconds = 60;

    /// <summary>After which one that does not even end is given up: the way to the API is cut without a word.</summary>
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromSeconds(WatchSeconds + 15);

    private readonly Lock _lock = new();
    private (k8s.Kubernetes Client, string Namespace)? _api;

    /// <exception cref="Exception">For <see cref="Explain"/>.</exception>
    public async Task<(ImmutableDictionary<string, EndpointSlice> Slices, string Version)> ListAsync(string host, CancellationToken cancel)
    {
        var (client, own) = Api();
        var (space, service) = ServiceOf(host, own);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(GiveUpAfter);
        var list = await client.DiscoveryV1.ListNamespacedEndpointSliceAsync(
            space, labelSelector: SelectorOf(service), cancellationToken: limit.Token);
        return (list.Items.ToImmutableDictionary(slice => slice.Metadata.Name, Slices.Of), list.Metadata.ResourceVersion);
    }

    /// <summary>What has changed since a version, until the API ends its answer.</summary>
    /// <exception cref="Exception">For <see cref="Explain"/>.</exception>
    public async IAsyncEnumerable<SliceChange> WatchAsync(string host, string version, [EnumeratorCancellation] CancellationToken cancel)
    {
        var (client, own) = Api();
        var (space, service) = ServiceOf(host, own);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(GiveUpAfter);
        Exception? failure = null;
        var changes = client.DiscoveryV1.WatchListNamespacedEndpointSliceAsync(space, allowWatchBookmarks: true,
            labelSelector: SelectorOf(service), resourceVersion: version, timeoutSeconds: WatchSeconds,
            onError: error => failure ??= error, cancellationToken: limit.Token);
        await foreach (var (type, slice) in changes.WithCancellation(limit.Token))
        {
            if (failure is not null)
                break;
            yield return new SliceChange(slice.Metadata.Name ?? "", slice.Metadata.ResourceVersion,
                type is WatchEventType.Added or WatchEventType.Modified ? Slices.Of(slice) : null, type == WatchEventType.Deleted);
        }
        if (failure is not null)
            throw failure;
    }

    /// <summary>For who reads the log.</summary>
    public static string Explain(Exception failure) => failure switch
    {
        KubeConfigException or UnauthorizedAccessException =>
            "endpoint-slices works in a pod with a service account only (automountServiceAccountToken: true)",
        HttpOperationException { Response.StatusCode: HttpStatusCode.Forbidden } =>
            "the Kubernetes API forbids it: the pod's service account needs a Role with the verbs list and watch on endpointslices of "
                + "discovery.k8s.io in the Service's namespace, and a RoleBinding",
        HttpOperationException { Response.StatusCode: HttpStatusCode.Unauthorized } =>
            "the Kubernetes API does not accept the token of the pod's service account",
        HttpOperationException other => $"the Kubernetes API answered {(int)other.Response.StatusCode}",
        JsonException => "the Kubernetes API answered something that is no list of slices",
        OperationCanceledException => "the Kubernetes API does not answer in time",
        _ => $"the Kubernetes API cannot be reached: {failure.GetBaseException().Message.TrimEnd('.')}",
    };

    public void Dispose()
    {
        lock (_lock)
            _api?.Client.Dispose();
    }

    /// <summary>Namespace and name of <c>NAME</c>, <c>NAME.NAMESPACE</c> or <c>NAME.NAMESPACE.svc.cluster.local</c>.</summary>
    /// <param name="own">The namespace of a name alone.</param>
    internal static (string Namespace, string Name) ServiceOf(string host, string own) => host.Split('.') switch
    {
        [var name] => (own, name),
        [var name, var space, ..] => (space, name),
        _ => throw new ArgumentException($"'{host}' is no Service.", nameof(host)),
    };

    private static string SelectorOf(string service) => $"kubernetes.io/service-name={service}";

    private (k8s.Kubernetes Client, string Namespace) Api()
    {
        lock (_lock)
        {
            if (_api is { } api)
                return api;
            var found = configuration();
            return (_api = (new k8s.Kubernetes(found), found.Namespace ?? "default")).Value;
        }
    }
}

/// <summary>A slice that is there, or is gone; neither where only time has passed.</summary>
/// <param name="Version">Up to which changes are known with it.</param>
internal sealed record SliceChange(string Name, string Version, EndpointSlice? Slice, bool IsGone);
