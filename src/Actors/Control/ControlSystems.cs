using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Operator;
using ActorProxy.Shared.Cluster;
using ActorProxy.Shared.Options;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace ActorProxy.Actors.Control;

/// <summary>
/// The actor systems of a node's control plane, one after the other. One ends when the cluster goes on without the node, or by a failure;
/// then the next one joins anew, and connections know nothing of it.
/// </summary>
internal sealed class ControlSystems : IAsyncDisposable
{
    private readonly Config _akka;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly int? _port;
    private Task _running = Task.CompletedTask;
    private ClusterAccess? _access;
    private ActorSystem _system;

    /// <summary>Makes the first one, which listens for other nodes and does not join yet.</summary>
    /// <param name="akka">What the proxy does not set itself.</param>
    public ControlSystems(ProxyOptions options, Config akka, TimeProvider time)
    {
        (_akka, _time) = (akka, time);
        _system = ControlSystem.Create(options, akka);
        // Where the system has chosen a port, the next one is to be reached there, too.
        _port = options.Cluster.Enabled ? ((ExtendedActorSystem)_system).Provider.DefaultAddress.Port : null;
        Node = NodeTargets.NameOf(_system);
    }

    /// <summary>The node's name in the cluster.</summary>
    public string Node { get; }

    /// <summary>The one that there is now; or the one that has ended, until there is another.</summary>
    public ActorSystem System => Volatile.Read(ref _system);

    /// <summary>What the one that there is now has; null while there is none.</summary>
    public ClusterAccess? Access => Volatile.Read(ref _access);

    /// <summary>Starts the first one's actors, and keeps a control plane running from now on.</summary>
    /// <param name="data">The actor system of the data plane.</param>
    public async Task StartAsync(ControlSetup setup, Minority minority, ActorSystem data)
    {
        Volatile.Write(ref _access, await ControlPlane.StartAsync(_system, setup, minority.Joined));
        _running = RunAsync(setup, minority, data);
    }

    /// <summary>The node leaves its cluster.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await CoordinatedShutdown.Get(System).Run(CoordinatedShutdown.ClrExitReason.Instance);
        await _running;
        await System.Terminate();
        _stopping.Dispose();
    }

    private async Task RunAsync(ControlSetup setup, Minority minority, ActorSystem data)
    {
        while (true)
        {
            await _system.WhenTerminated;
            Volatile.Write(ref _access, null);
            setup.Health.Update(state => state.Lost());
            if (_stopping.IsCancellationRequested)
                return;
            minority.Lost();
            if (minority.Exit.IsCompleted || !await TryNextAsync(setup, minority, data))
                return;
        }
    }

    /// <returns>Whether there is one: not where the node stops.</returns>
    private async Task<bool> TryNextAsync(ControlSetup setup, Minority minority, ActorSystem data)
    {
        for (var failures = 1; !_stopping.IsCancellationRequested; failures++)
        {
            try
            {
                var next = ControlSystem.Create(setup.Proxy.Options, _akka, _port);
                next.EventStream.SetLogLevel(data.EventStream.LogLevel); // it may have been changed since the start
                Interlocked.Exchange(ref _system, next);
                // Who stops the node says so first, and then ends the system that it finds.
                if (_stopping.IsCancellationRequested)
                {
                    await next.Terminate();
                    return false;
                }
                Volatile.Write(ref _access, await ControlPlane.StartAsync(next, setup, minority.Joined));
                return true;
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                // A port that somebody else has taken, a certificate that cannot be read: it may be mended while connections go on.
                var pause = Backoff.After(failures, Random.Shared.NextDouble());
                data.Log.Error(failure, "The node cannot join its cluster again: what speaks with other nodes does not start. Next "
                    + "attempt in {0}", pause);
                Volatile.Write(ref _access, null);
                await System.Terminate();
                await Task.WhenAny(Task.Delay(pause, _time, _stopping.Token));
            }
        }
        return false;
    }
}
