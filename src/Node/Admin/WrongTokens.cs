using System.Net;
using System.Net.Sockets;

namespace ActorProxy.Node.Admin;

/// <summary>
/// Counts wrong tokens by client address (of IPv6 by /64, which one machine may have to itself). Five within a minute, and
/// further ones of the address are answered 429 and not logged for a minute. May be used from any thread.
/// </summary>
internal sealed class WrongTokens(TimeProvider time)
{
    public const int Allowed = 5;

    /// <summary>Addresses that are remembered, 100 bytes each; of more, the one that was wrong longest ago is forgotten.</summary>
    public const int MaxAddresses = 1024;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, Record> _records = [];

    /// <summary>Addresses that are remembered now.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _records.Count;
        }
    }

    /// <summary>How long the address must wait; zero where it need not.</summary>
    public TimeSpan WaitOf(IPAddress client)
    {
        lock (_lock)
            return _records.TryGetValue(Key(client), out var record) && record.BlockedUntil > time.GetUtcNow()
                ? record.BlockedUntil - time.GetUtcNow()
                : TimeSpan.Zero;
    }

    /// <summary>Whether this one was one too many.</summary>
    public bool Add(IPAddress client)
    {
        var (key, now) = (Key(client), time.GetUtcNow());
        lock (_lock)
        {
            var record = _records.GetValueOrDefault(key);
            record = record.Count > 0 && now - record.First < Window ? record with { Count = record.Count + 1, Last = now }
                : new Record(1, now, now, default);
            var blocked = record.Count >= Allowed;
            // Its count begins anew when it may try again.
            _records[key] = blocked ? new Record(0, now, now, now + Window) : record;
            if (_records.Count > MaxAddresses)
                _records.Remove(_records.MinBy(r => r.Value.Last).Key);
            return blocked;
        }
    }

    private static IPAddress Key(IPAddress client)
    {
        if (client.IsIPv4MappedToIPv6)
            return client.MapToIPv4();
        if (client.AddressFamily != AddressFamily.InterNetworkV6)
            return client;
        var bytes = client.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    private readonly record struct Record(int Count, DateTimeOffset First, DateTimeOffset Last, DateTimeOffset BlockedUntil);
}
