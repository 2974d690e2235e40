using System.Net;
using ActorProxy.Actors.Membership;
using ActorProxy.Shared.Cluster;
using ActorProxy.Shared.Options;
using Akka.Actor;
using Akka.Discovery;
using Akka.Event;

namespace ActorProxy.Node.Kubernetes;

/// <summary>
/// Brings the node into the cluster of the pods that the Kubernetes API lists, by <see cref="JoinRules"/>. It goes on until the
/// node is a member, however long the API or the other nodes take; after that the cluster needs the API no more.
/// </summary>
public sealed class KubernetesJoin : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>How long one attempt to join may take before the node looks anew: two of Akka's own rounds of 5 s.</summary>
    private static readonly TimeSpan JoinTimeout = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private readonly Akka.Cluster.Cluster _cluster;
    private readonly ClusterLook _look;
    private readonly IDisposable? _owned;
    private readonly TimeProvider _time;
    private readonly ILoggingAdapter _log;
    private volatile bool _founds;
    private string _said = "";

    private KubernetesJoin(ActorSystem system, ClusterOptions options, ServiceDiscovery discovery, TimeProvider time)
    {
        _cluster = Akka.Cluster.Cluster.Get(system);
        var self = _cluster.SelfAddress;
        if (!IPAddress.TryParse(self.Host, out var address))
            throw new IOException($"cluster.hostname is '{self.Host}', but pods are found by address: set hostname = ${{POD_IP}}, and "
                + $"POD_IP from status.podIP");
        _look = new ClusterLook(system, self, new IPEndPoint(address, self.Port!.Value), discovery, options.Kubernetes.RequiredNodes, time);
        _owned = discovery as IDisposable;
        _time = time;
        _log = Akka.Event.Logging.GetLogger(system, typeof(KubernetesJoin));
        system.ActorOf(Props.Create(() => new MembershipResponder(() => _founds)), MembershipResponder.Name);
        Joined = Task.Run(() => WatchedAsync(_stop.Token));
    }

    /// <summary>Completes when the node is a member; cancelled where it was disposed of before.</summary>
    public Task Joined { get; }

    /// <summary>
    /// Starts to look, with the pod's service account. Needs a system with the provider <c>cluster</c>, whose remote address
    /// is the pod's IP address and <see cref="ClusterOptions.Port"/>, and no seed nodes.
    /// </summary>
    /// <exception cref="IOException">This process is in no pod, or the system's host name is no IP address.</exception>
    public static KubernetesJoin Start(ActorSystem system, ClusterOptions options, TimeProvider time)
    {
        var discovery = KubernetesDiscovery.InCluster(options, time);
        try
        {
            return Start(system, options, discovery, time);
        }
        catch
        {
            discovery.Dispose();
            throw;
        }
    }

    /// <param name="discovery">Finds <see cref="PodTarget"/>s; disposed of with this, where it can be.</param>
    internal static KubernetesJoin Start(ActorSystem system, ClusterOptions options, ServiceDiscovery discovery, TimeProvider time) =>
        new(system, options, discovery, time);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Joined.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _owned?.Dispose();
        _stop.Dispose();
    }

    private async Task WatchedAsync(CancellationToken cancellation)
    {
        try
        {
            await JoinAsync(cancellation);
        }
        catch (Exception defect) when (defect is not OperationCanceledException)
        {
            _log.Error(defect, "The search for a cluster failed: a defect of ActorProxy");
            throw;
        }
    }

    private async Task JoinAsync(CancellationToken cancellation)
    {
        var failures = 0;
        while (!MembershipResponder.IsMember(_cluster))
        {
            var pause = Interval;
            try
            {
                var view = await _look.TakeAsync(cancellation);
                if (failures > 0)
                    _log.Info("The Kubernetes API lists the pods again");
                failures = 0;
                pause = await ActAsync(JoinRules.Decide(view), cancellation);
            }
            catch (PodLookupException failure)
            {
                failures++;
                pause = Backoff.After(failures, Random.Shared.NextDouble());
                if (Says(failure.Message))
                    _log.Error(failure, "No cluster can be found: {Cause}. Trying on", failure.Message);
            }
            await Task.Delay(pause, _time, cancellation);
        }
        _log.Info("The node is a member of its cluster");
    }

    /// <summary>Does what was decided, and returns the pause before the next look.</summary>
    private async Task<TimeSpan> ActAsync(JoinDecision decision, CancellationToken cancellation)
    {
        switch (decision)
        {
            case JoinDecision.Wait wait:
                if (Says(wait.Reason))
                    _log.Log(wait.Warn ? LogLevel.WarningLevel : LogLevel.InfoLevel, null, "Waiting for a cluster: {Reason}", wait.Reason);
                return Interval;
            case JoinDecision.Join join:
                _log.Info("Joining the cluster of {Members}", string.Join(", ", join.Members));
                _cluster.JoinSeedNodes(join.Members.Select(m => _cluster.SelfAddress.WithHost(AkkaHost.Of(m.Address)).WithPort(m.Port)));
                break;
            default:
                _log.Info("Founding a cluster");
                _founds = true;
                _cluster.Join(_cluster.SelfAddress);
                break;
        }
        _said = "";
        await BecomesMemberAsync(cancellation);
        return TimeSpan.Zero;
    }

    private async Task BecomesMemberAsync(CancellationToken cancellation)
    {
        var began = _time.GetTimestamp();
        while (!MembershipResponder.IsMember(_cluster) && _time.GetElapsedTime(began) < JoinTimeout)
            await Task.Delay(Interval / 10, _time, cancellation);
    }

    private bool Says(string text) => Interlocked.Exchange(ref _said, text) != text;
}
