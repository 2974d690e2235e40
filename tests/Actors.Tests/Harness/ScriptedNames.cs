using System.Collections.Immutable;
using System.Net;
using ActorProxy.Actors.Backends;
using ActorProxy.Actors.Names;
using ActorProxy.Shared.Backends.Endpoints;
using Microsoft.Extensions.Time.Testing;

namespace ActorProxy.Actors.Tests.Harness;

/// <summary>Names that have what the test says.</summary>
internal sealed class ScriptedNames : INameLookup
{
    /// <summary>After which answers are asked for again, and failures too.</summary>
    public static readonly TimeSpan Ttl = TimeSpan.FromSeconds(10);

    private int _asked;

    /// <summary>Questions for addresses.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public Func<string, Task<IPAddress[]>> Addresses { get; set; } = Unknown<IPAddress[]>;

    public Func<string, Task<ImmutableArray<ServiceRecord>>> Services { get; set; } = Unknown<ImmutableArray<ServiceRecord>>;

    public async Task<Looked<IPAddress[]>> AddressesAsync(string name)
    {
        Interlocked.Increment(ref _asked);
        return new(await Addresses(name), Ttl);
    }

    public async Task<Looked<ImmutableArray<ServiceRecord>>> ServicesAsync(string name) => new(await Services(name), Ttl);

    /// <summary>All names have these addresses from now on; none for names that are not.</summary>
    public void Answer(params IPAddress[] addresses) =>
        Addresses = addresses.Length > 0 ? _ => Task.FromResult(addresses) : Unknown<IPAddress[]>;

    /// <summary>All names have these addresses from now on, and the pool knows it.</summary>
    public Task AnswerAsync(PoolState pool, FakeTimeProvider time, params string[] addresses)
    {
        var wanted = addresses.Select(IPAddress.Parse).ToArray();
        Answer(wanted);
        return Wait.UntilAsync(() =>
        {
            if (pool.Members.Select(member => member.Backend.Address.At).ToHashSet().SetEquals(wanted))
                return true;
            time.Advance(Ttl);
            return false;
        }, "the addresses");
    }

    public static Task<T> Unknown<T>(string name) => Task.FromException<T>(new LookupException($"'{name}' is unknown"));
}
