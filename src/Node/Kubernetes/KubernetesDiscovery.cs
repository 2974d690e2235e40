using System.Net;
using System.Text.Json;
using ActorProxy.Shared.Options;
using Akka.Discovery;
using k8s;
using k8s.Autorest;
using k8s.Exceptions;
using k8s.Models;

namespace ActorProxy.Node.Kubernetes;

/// <summary>Finds the cluster's nodes: the pods of one namespace that have certain labels, as <see cref="PodTarget"/>.</summary>
public sealed class KubernetesDiscovery : ServiceDiscovery, IDisposable
{
    /// <summary>One page; a selector that finds more than this finds other things than nodes.</summary>
    internal const int MaxPods = 500;

    private readonly k8s.Kubernetes _client;
    private readonly string _namespace;
    private readonly string _selector;
    private readonly int _port;
    private readonly TimeProvider _time;

    internal KubernetesDiscovery(KubernetesClientConfiguration configuration, ClusterOptions options, TimeProvider time)
    {
        _namespace = options.Kubernetes.Namespace is { Length: > 0 } named ? named : configuration.Namespace ?? "default";
        _selector = options.Kubernetes.LabelSelector;
        _port = options.Port;
        _time = time;
        _client = new k8s.Kubernetes(configuration);
    }

    /// <summary>With the pod's service account.</summary>
    /// <exception cref="PodLookupException">This process is in no pod, or its pod has no service account's token.</exception>
    public static KubernetesDiscovery InCluster(ClusterOptions options, TimeProvider time)
    {
        try
        {
            return new KubernetesDiscovery(KubernetesClientConfiguration.InClusterConfig(), options, time);
        }
        catch (Exception failure) when (failure is KubeConfigException or IOException or UnauthorizedAccessException)
        {
            throw new PodLookupException(
                "cluster.discovery = kubernetes works in a pod with a service account only (automountServiceAccountToken: true): "
                    + failure.Message, failure);
        }
    }

    /// <param name="lookup">Its names are not used: the configuration says which pods.</param>
    /// <exception cref="PodLookupException">The API does not answer in time, refuses, or answers something else.</exception>
    public override async Task<Resolved> Lookup(Lookup lookup, TimeSpan resolveTimeout)
    {
        using var limit = new CancellationTokenSource(resolveTimeout, _time);
        var pods = await ListAsync(limit.Token);
        if (!string.IsNullOrEmpty(pods.Metadata?.ContinueProperty))
            throw new PodLookupException($"More than {MaxPods} pods of namespace {_namespace} have the labels {_selector}: "
                + $"cluster.kubernetes.label-selector is too wide");
        return new Resolved(lookup.ServiceName, Pods.Running(pods, _port));
    }

    public void Dispose() => _client.Dispose();

    private async Task<V1PodList> ListAsync(CancellationToken cancellation)
    {
        try
        {
            return await _client.CoreV1.ListNamespacedPodAsync(
                _namespace, labelSelector: _selector, limit: MaxPods, cancellationToken: cancellation)
                ?? throw new JsonException("null");
        }
        catch (HttpOperationException refused)
        {
            throw new PodLookupException(Explain(refused.Response.StatusCode), refused);
        }
        catch (JsonException garbage)
        {
            throw new PodLookupException("The Kubernetes API answered something that is no list of pods", garbage);
        }
        catch (OperationCanceledException late)
        {
            throw new PodLookupException("The Kubernetes API does not answer in time", late);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw new PodLookupException($"The Kubernetes API cannot be reached: {failure.GetBaseException().Message}", failure);
        }
    }

    private string Explain(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Forbidden =>
            $"The Kubernetes API forbids to list pods in namespace {_namespace}: the pod's service account needs a Role with the verb "
            + $"list on pods, and a RoleBinding",
        HttpStatusCode.Unauthorized => "The Kubernetes API does not accept the token of the pod's service account",
        HttpStatusCode.BadRequest =>
            $"The Kubernetes API does not understand the request: see cluster.kubernetes.label-selector ({_selector})",
        _ => $"The Kubernetes API answered {(int)status} to the question for pods",
    };
}
