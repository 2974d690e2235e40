using System.Collections.Concurrent;
using System.Net.Sockets;

namespace ActorProxy.Transport.Tests.Support;

/// <summary>A relay between two plain sockets, and a handler that records what it is told.</summary>
public sealed class RelayRig : IRelayHandler
{
    public delegate int Forward(RelaySide from, ReadOnlySpan<byte> bytes);

    private readonly ConcurrentQueue<(RelaySide Side, TransportError Error)> _told = new();
    private readonly ConcurrentQueue<RelaySide> _sent = new();
    private bool _inMember;

    public required Socket Downstream { get; init; }

    public required Socket Upstream { get; init; }

    public Relay Relay { get; set; } = null!;

    public EventLoop Loop => Relay.Loop;

    /// <summary>What <see cref="IRelayHandler.OnBytes"/> answers. Default: everything goes on.</summary>
    public Forward OnBytes { get; set; } = (_, bytes) => bytes.Length;

    public Action<RelaySide, TransportError>? OnEnd { get; set; }

    /// <summary>Ends that were told, and for which <see cref="OnEnd"/> has returned.</summary>
    public IReadOnlyCollection<(RelaySide Side, TransportError Error)> Told => _told;

    /// <summary>Sides to which all was sent, as that was asked for.</summary>
    public IReadOnlyCollection<RelaySide> Sent => _sent;

    public int Calls { get; private set; }

    /// <summary>Rules of the contract that a call to the handler broke.</summary>
    public ConcurrentQueue<string> Violations { get; } = new();

    /// <summary>Calls a member of the relay on its loop, and notes where it calls back from inside.</summary>
    public Task Call(Action<Relay> member)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Loop.Post(() =>
        {
            _inMember = true;
            member(Relay);
            _inMember = false;
            done.SetResult();
        });
        return done.Task.WaitAsync(Wait.Guard);
    }

    public async Task<T> Ask<T>(Func<Relay, T> question)
    {
        T answer = default!;
        await Call(relay => answer = question(relay));
        return answer;
    }

    public Task EndedAsync(RelaySide side) => Wait.Until(() => Told.Any(end => end.Side == side), $"the end of {side} is told");

    int IRelayHandler.OnBytes(RelaySide from, ReadOnlySpan<byte> bytes)
    {
        Note();
        if (bytes.IsEmpty)
            Violations.Enqueue("OnBytes without bytes");
        return OnBytes(from, bytes);
    }

    void IRelayHandler.OnEnd(RelaySide side, TransportError error)
    {
        Note();
        // Listed last: a test that waits for the end finds what the call left behind.
        OnEnd?.Invoke(side, error);
        _told.Enqueue((side, error));
    }

    void IRelayHandler.OnSent(RelaySide to)
    {
        Note();
        _sent.Enqueue(to);
    }

    private void Note()
    {
        Calls++;
        if (!Loop.InLoop)
            Violations.Enqueue("called off the loop");
        if (_inMember)
            Violations.Enqueue("called from inside a member");
    }
}
