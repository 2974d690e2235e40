using System.Collections.Concurrent;
using ActorProxy.Shared.Registry;
using Akka.Event;

namespace ActorProxy.Actors.Registry;

/// <summary>The hosts whose rows this node could not follow to their end. May be used from any thread.</summary>
public sealed class HostFaults
{
    private readonly ConcurrentDictionary<string, HostFault> _faults = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _suspected = new(StringComparer.Ordinal);

    public IEnumerable<HostFault> All => _faults.Values;

    public int Count => _faults.Count;

    /// <summary>Keeps the first one of a host, and logs it.</summary>
    internal void Tell(HostFault fault, ILoggingAdapter log)
    {
        if (_faults.TryAdd(fault.Host, fault))
            log.Error("The routes of host {Host} stand still: row {Row} of {Table}: {Problem}. What was read before it serves, and no change is taken; see actorproxy registry verify",
                fault.Host, fault.Number, JournalTable.Name, fault.Problem);
    }

    /// <summary>
    /// Whether rows up to this one, of which the last are not there, were not seen so before. Another owner that has just put all that
    /// is stored into one row, and deleted those before it, looks like that to who reads meanwhile: the next look is the one to believe.
    /// </summary>
    internal bool IsNews(string host, long number)
    {
        var known = _suspected.TryGetValue(host, out var before) && before == number;
        _suspected[host] = number;
        return !known;
    }

    /// <summary>The host's rows have been read to their end.</summary>
    public void Remove(string host)
    {
        _faults.TryRemove(host, out _);
        _suspected.TryRemove(host, out _);
    }
}
