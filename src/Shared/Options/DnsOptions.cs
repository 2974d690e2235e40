using ActorProxy.Shared.Names;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Options;

/// <summary>How the names of backends are resolved.</summary>
public sealed record DnsOptions : ISettingsCheck
{
    [Setting("The name servers to ask, as ADDRESS or ADDRESS:PORT, in this order; without any, those of /etc/resolv.conf. Names in "
        + "/etc/hosts are not asked for, and those that the DNS does not know may be known to the system.", Example = "[\"10.0.0.10\"]")]
    public ValueList<NameServer> Servers { get; init; } = [];

    [Setting("How long an answer is used at least, whatever its TTL; and when it is asked again after a failure."), Between("100ms", "1h")]
    public TimeSpan MinTtl { get; init; } = TimeSpan.FromSeconds(1);

    [Setting("How long an answer is used at most before it is renewed, whatever its TTL."), Between("100ms", "24h")]
    public TimeSpan MaxTtl { get; init; } = TimeSpan.FromSeconds(30);

    [Setting("How long a name server has to answer. Each is asked twice."), Between("10ms", "1m")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>When an answer is to be renewed.</summary>
    /// <param name="ttl">Of its records.</param>
    public TimeSpan Bounded(TimeSpan ttl) => ttl < MinTtl ? MinTtl : ttl > MaxTtl ? MaxTtl : ttl;

    public void Check(SettingsCheck check)
    {
        if (MinTtl > MaxTtl)
            check.Problem("min-ttl", $"is above max-ttl, which is {MaxTtl.TotalSeconds} s");
    }
}
