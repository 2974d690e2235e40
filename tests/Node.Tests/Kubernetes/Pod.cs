using System.Text.Json;

namespace ActorProxy.Node.Tests.Kubernetes;

/// <summary>Pods as the Kubernetes API lists them.</summary>
internal sealed record Pod(string Name, string? Ip)
{
    public bool Ready { get; init; } = true;

    public bool Terminating { get; init; }

    public string Phase { get; init; } = "Running";

    /// <summary>Of the container: running, waiting or terminated.</summary>
    public string State { get; init; } = "running";

    public static string List(params IEnumerable<Pod> pods) => List("", pods);

    public static string List(string more, params IEnumerable<Pod> pods) => JsonSerializer.Serialize(new
    {
        kind = "PodList",
        apiVersion = "v1",
        metadata = new Dictionary<string, string> { ["resourceVersion"] = "17", ["continue"] = more },
        items = pods.Select(pod => pod.Json()),
    });

    private object Json() => new
    {
        metadata = new Dictionary<string, string?> { ["name"] = Name, ["deletionTimestamp"] = Terminating ? "2026-01-02T03:04:05Z" : null },
        spec = new { containers = new[] { new { name = "actorproxy" } } },
        status = new
        {
            phase = Phase,
            podIP = Ip,
            conditions = new[] { new { type = "Ready", status = Ready ? "True" : "False" } },
            containerStatuses = new[]
            {
                new { name = "actorproxy", ready = Ready, restartCount = 0, image = "", imageID = "",
                    state = new Dictionary<string, object> { [State] = new { } } },
            },
        },
    };
}
