using System.Globalization;
using System.Text.RegularExpressions;
using ActorProxy.Shared.Admission;
using ActorProxy.Tests.Harness;
using k8s.Models;

namespace ActorProxy.Node.Tests.Kubernetes.Manifests;

/// <summary>The pods' memory carries what the configuration lets in, by the figures of docs/kubernetes.md.</summary>
public sealed partial class MemoryTests
{
    private const long KiB = 1 << 10, MiB = 1 << 20;

    /// <summary>The node itself, and a tunnel with its two sockets.</summary>
    private const long Node = 192 * MiB, Tunnel = 21 * KiB;

    /// <summary>How much of a container's memory the runtime takes for its heap, and what of an idle tunnel is there at most.</summary>
    private const double HeapShare = 0.75, HeapOfTunnel = 13.6 * KiB;

    public static TheoryData<string> Kustomizations => ManifestTests.Kustomizations;

    [ManifestTheory, MemberData(nameof(Kustomizations))]
    public void The_limit_carries_the_connections_and_buffers_that_are_let_in(string kustomization)
    {
        var rendered = Rendered.Of(kustomization);
        var (limits, memory) = (rendered.Options.Limits, Memory(rendered.Container.Resources.Limits));

        Assert.True(Node + (limits.MaxConnections * Tunnel) + limits.BufferMemory <= MemoryRules.High * memory);
        // Buffers are on the heap, too, and of the node itself a third is.
        Assert.True((Node / 3) + (limits.MaxConnections * HeapOfTunnel) + limits.BufferMemory <= MemoryRules.High * HeapShare * memory);
        // No node says at its start that it uses less.
        Assert.Equal(limits.BufferMemory, MemoryRules.BufferMemory(limits.BufferMemory, memory));
    }

    [ManifestTheory, MemberData(nameof(Kustomizations))]
    public void The_request_carries_the_tunnels_at_which_the_autoscaler_aims(string kustomization)
    {
        var rendered = Rendered.Of(kustomization);
        var aim = rendered.All<V2HorizontalPodAutoscaler>().Select(scaler => scaler.Spec.Metrics[0].Pods.Target.AverageValue.ToInt64())
            .SingleOrDefault();

        Assert.True(Node + (aim * Tunnel) <= Memory(rendered.Container.Resources.Requests));
    }

    [Fact]
    public void The_documented_table_is_the_calculation()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, "docs", "kubernetes.md"))
            .Select(line => Row().Match(line)).Where(row => row.Success).ToList();

        Assert.Equal(5, rows.Count);
        Assert.All(rows, row =>
        {
            var (limit, buffers) = (Bytes(row, "limit"), Bytes(row, "buffers"));
            var tunnels = int.Parse(row.Groups["tunnels"].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
            var fit = ((MemoryRules.High * limit) - buffers - Node) / Tunnel;

            Assert.Equal(limit, 4 * buffers);
            // Rounded down, by a tenth at most.
            Assert.InRange(tunnels, 0.9 * fit, fit);
        });
    }

    private static long Memory(IDictionary<string, ResourceQuantity> resources) => resources["memory"].ToInt64();

    /// <summary>Of a number with the unit behind it, as Kubernetes and the configuration write them.</summary>
    private static long Bytes(Match row, string name) =>
        long.Parse(row.Groups[name].Value, CultureInfo.InvariantCulture) * (row.Groups[name + "Unit"].Value == "G" ? 1024 * MiB : MiB);

    [GeneratedRegex(@"^\| (?<limit>\d+)(?<limitUnit>[MG])i \| (?<buffers>\d+)(?<buffersUnit>[MG])iB \| (?<tunnels>[\d,]+) \|$")]
    private static partial Regex Row();
}
