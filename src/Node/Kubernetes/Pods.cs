using System.Collections.Immutable;
using System.Net;
using k8s.Models;

namespace ActorProxy.Node.Kubernetes;

/// <summary>Which of the pods that the API lists are nodes that run.</summary>
internal static class Pods
{
    /// <summary>
    /// Those that have an address and a running container: one that has not started, waits after a crash, or has ended is no
    /// member of anything. Readiness does not count, because a node is ready only as a member.
    /// </summary>
    public static ImmutableArray<PodTarget> Running(V1PodList list, int port) =>
    [
        .. (list.Items ?? []).Where(Runs).Select(pod => new PodTarget(
            IPAddress.Parse(pod.Status.PodIP), port, pod.Metadata?.Name ?? "?", pod.Metadata?.DeletionTimestamp is not null)),
    ];

    private static bool Runs(V1Pod pod) =>
        IPAddress.TryParse(pod.Status?.PodIP, out _)
        && pod.Status.Phase is not ("Succeeded" or "Failed")
        && (pod.Status.ContainerStatuses ?? []).Any(container => container.State?.Running is not null);
}
