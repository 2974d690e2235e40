using ActorProxy.Actors.Accounting;
using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Tunnels;
using ActorProxy.Actors.Tunnels.Taps;
using ActorProxy.Shared.Termination;

namespace ActorProxy.Actors.Tests.Tunnels.Relays;

/// <summary>A tunnel without sockets, which ends when the test says so.</summary>
internal sealed class FakeTunnel : ITunnel
{
    private Action<TunnelEnd>? _ended;

    /// <summary>What its start fails with; null where it does not.</summary>
    public Exception? Fault { get; init; }

    public bool IsStarted => _ended is not null;

    public bool IsAborted { get; private set; }

    public List<CloseCommand> Orders { get; } = [];

    public Traffic Traffic => default;

    public TimeSpan Idle => TimeSpan.Zero;

    public TunnelTaps? Taps { get; set; }

    public void Start(Action<TunnelEnd> ended) => _ended = Fault is null ? ended : throw Fault;

    public void Close(CloseCommand command) => Orders.Add(command);

    public void Abort() => IsAborted = true;

    public void End(TerminationReason reason) => _ended!(new TunnelEnd(reason, TerminationSource.Client, null, Cut: false));
}
