using ActorProxy.Shared.Cluster;

namespace ActorProxy.Shared.Tests.Cluster;

/// <summary>A node of <see cref="SeedSimulation"/>.</summary>
internal sealed class SimulatedNode(int number, ContactPoint address)
{
    public int Number => number;

    public ContactPoint Address => address;

    public bool IsUp { get; set; }

    /// <summary>Counts its actor systems: what was meant for an earlier one does not reach this one.</summary>
    public int Life { get; private set; }

    public bool WasMember { get; private set; }

    public int? Cluster { get; private set; }

    public SimulatedStep Step { get; set; }

    public int Looks { get; set; }

    /// <summary>Counts what it told Akka to join or found.</summary>
    public int Attempt { get; set; }

    public Membership Says =>
        Cluster is not null ? Membership.Member : Step == SimulatedStep.Looking ? Membership.None : Membership.Entering;

    /// <summary>A new process, which knows nothing.</summary>
    public void Restart()
    {
        (IsUp, WasMember) = (true, false);
        Begin();
    }

    /// <summary>A new actor system in the same process.</summary>
    public void IsDowned()
    {
        WasMember = true;
        Begin();
    }

    public void Enter(int cluster) => Cluster = cluster;

    private void Begin()
    {
        (Cluster, Step) = (null, SimulatedStep.Looking);
        Life++;
    }
}

internal enum SimulatedStep
{
    Looking,
    Announced,
    Joining,
}
