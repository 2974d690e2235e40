using System.Collections.Concurrent;
using ActorProxy.Shared.Registry;
using Akka.Event;

namespace ActorProxy.Actors.Registry;

/// <summary>The hosts whose rows this node could not follow to their end. May be used from any thread.</summary>
public sealed class HostFaults
{
    private readonly ConcurrentDictionary<string, HostFault> _faults = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _suspected = new(StringComparer.Ordinal);

    public IEnumerable<HostFault> All => _faults.Values;

    public int Count => _faults.Count;

    /// <summary>Keeps the first one of a host, and logs it.</summary>
    internal void Tell(HostFault fault, ILoggingAdapter log)
    {
        if (_faults.TryAdd(fault.Host, fault))
            log.Error("The routes of host {Host} stand still: row {Row} of {Table}: {Problem}. What was read before it serves, and no "
                + "change is taken; see actorproxy registry verify",
                fault.Host, fault.Number, JournalTable.Name, fault.Problem);
    }

    /// <summary>
    /// Whether to look again at rows of which the last are not there. Another owner that is just putting all that is stored into one row,
    /// and deleting those before it, looks like that to who reads meanwhile; that does not happen to three looks in a row.
    /// </summary>
    internal bool LooksAgain(string host) => _suspected.AddOrUpdate(host, 1, (_, looks) => looks + 1) <= 2;

    /// <summary>The host's rows have been read to their end.</summary>
    public void Remove(string host)
    {
        _faults.TryRemove(host, out _);
        _suspected.TryRemove(host, out _);
    }
}
