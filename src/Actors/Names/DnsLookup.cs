using System.Collections.Immutable;
using System.Net;
using ActorProxy.Shared.Backends.Endpoints;
using DnsClient;
using DnsClient.Protocol;

namespace ActorProxy.Actors.Names;

/// <summary>
/// Names by the hosts file, by the DNS with its records' own times, and by the system where the DNS does not know them. May be used from
/// any thread.
/// </summary>
/// <param name="setup">The servers and files to go by now.</param>
/// <param name="system">Who is asked where there is no server, or none knows the name; null for the system's resolver.</param>
public sealed class DnsLookup(DnsSetup setup, INameLookup? system = null) : INameLookup
{
    /// <summary>Questions at a time: thousands of names at the start must not take all descriptors.</summary>
    private const int MostAtATime = 64;

    private readonly INameLookup _system = system ?? SystemLookup.Instance;
    private readonly SemaphoreSlim _places = new(MostAtATime);

    public async Task<Looked<IPAddress[]>> AddressesAsync(string name)
    {
        var now = setup.Now();
        if (now.Hosts.AddressesOf(name) is { Count: > 0 } listed)
            return new([.. listed], now.Options.Bounded(SystemLookup.Ttl));
        if (now.Client is not null && await FirstAsync(now, name, AddressesOfAsync) is { } found)
            return found;
        var known = await _system.AddressesAsync(name);
        return known with { RenewAfter = now.Options.Bounded(known.RenewAfter) };
    }

    public async Task<Looked<ImmutableArray<ServiceRecord>>> ServicesAsync(string name)
    {
        var now = setup.Now();
        return now.Client is null
            ? await _system.ServicesAsync(name)
            : await FirstAsync(now, name, ServicesOfAsync) ?? throw new LookupException($"'{name}' has no SRV record");
    }

    /// <summary>The first of the names that one may mean which has what is asked for; null where none has.</summary>
    /// <exception cref="LookupException">Nobody has answered for one of them, and the others do not have it.</exception>
    private static async Task<T?> FirstAsync<T>(DnsSetup.State now, string name, Func<DnsSetup.State, string, Task<T?>> ask) where T : class
    {
        LookupException? failure = null;
        foreach (var meant in now.Resolver.NamesOf(name))
        {
            try
            {
                if (await ask(now, meant) is { } found)
                    return found;
            }
            catch (LookupException error)
            {
                failure ??= error;
            }
        }
        return failure is null ? null : throw failure;
    }

    /// <summary>IPv4 first. That nobody answers for IPv6 matters only where there is no IPv4: some servers never do.</summary>
    private async Task<Looked<IPAddress[]>?> AddressesOfAsync(DnsSetup.State now, string name)
    {
        var (asking4, asking6) = (AskAsync(now, name, QueryType.A), AskAsync(now, name, QueryType.AAAA));
        await Task.WhenAny(Task.WhenAll(asking4, asking6)); // each is looked at
        var v4 = await asking4;
        if (asking6.IsFaulted && v4.Count > 0)
            return LookedOf(now, v4);
        return LookedOf(now, [.. v4, .. await asking6]);
    }

    private static Looked<IPAddress[]>? LookedOf(DnsSetup.State now, IReadOnlyList<DnsResourceRecord> records)
    {
        IPAddress[] addresses = [.. records.AddressRecords().Select(record => record.Address).Distinct()];
        return addresses.Length == 0 ? null : new(addresses, TtlOf(now, records));
    }

    private async Task<Looked<ImmutableArray<ServiceRecord>>?> ServicesOfAsync(DnsSetup.State now, string name)
    {
        var records = await AskAsync(now, name, QueryType.SRV);
        ImmutableArray<ServiceRecord> services =
        [
            .. records.SrvRecords()
                .Select(record => new ServiceRecord(record.Target.Value.TrimEnd('.'), record.Port, record.Priority, record.Weight))
                .OrderBy(record => record.Priority).ThenBy(record => record.Target, StringComparer.Ordinal).ThenBy(record => record.Port),
        ];
        return services.IsEmpty ? null : new(services, TtlOf(now, records));
    }

    /// <summary>Of all that the answer goes by, aliases (CNAME) among them.</summary>
    private static TimeSpan TtlOf(DnsSetup.State now, IReadOnlyList<DnsResourceRecord> records) =>
        now.Options.Bounded(TimeSpan.FromSeconds(records.Min(record => record.InitialTimeToLive)));

    private static bool IsAnswerTo(IDnsQueryResponse answer, string name, QueryType type) =>
        answer.Questions is [var question, ..] && question.QuestionType == type
            && question.QueryName.Value.TrimEnd('.').Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>The same for each question: the library's messages number them.</summary>
    private static string ReasonOf(Exception error) => error switch
    {
        DnsResponseException { Code: DnsResponseCode.ConnectionTimeout } => "no name server has answered in time",
        DnsResponseException failure => failure.DnsError.TrimEnd('.'),
        _ => $"the name server's answer is none ({error.GetType().Name})",
    };

    /// <summary>What is answered; empty for a name that is not, or has nothing of this kind.</summary>
    /// <exception cref="LookupException">There is no answer.</exception>
    private async Task<IReadOnlyList<DnsResourceRecord>> AskAsync(DnsSetup.State now, string name, QueryType type)
    {
        await _places.WaitAsync();
        try
        {
            var answer = await now.Client!.QueryAsync(name, type);
            if (!IsAnswerTo(answer, name, type))
                throw new LookupException($"'{name}' cannot be resolved: the name server answers another question");
            return answer.Header.ResponseCode is DnsHeaderResponseCode.NoError or DnsHeaderResponseCode.NotExistentDomain
                ? answer.Answers
                : throw new LookupException($"'{name}' cannot be resolved: the name server answers {answer.ErrorMessage}");
        }
        catch (Exception error) when (error is not LookupException) // the library has many for bytes that are no answer
        {
            throw new LookupException($"'{name}' cannot be resolved: {ReasonOf(error)}");
        }
        finally
        {
            _places.Release();
        }
    }
}
