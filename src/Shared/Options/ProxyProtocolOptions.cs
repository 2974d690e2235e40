using System.Net;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Options;

/// <summary>PROXY headers, version 1 or 2, on a listener.</summary>
public sealed record ProxyProtocolOptions : ISettingsCheck
{
    [Setting("Then every connection must begin with one.")]
    public bool Enabled { get; init; }

    [Setting("Networks that may connect; all others are refused. Required where enabled.", Example = "[\"10.0.0.0/8\"]")]
    public ValueList<IPNetwork> TrustedPeers { get; init; } = [];

    [Setting("For the header, from the accept on."), Between("100ms", "1m")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(5);

    public void Check(SettingsCheck check)
    {
        if (Enabled && !check.Has("trusted-peers"))
            check.Problem("the trusted-peers are missing; name the networks of the proxies that send PROXY headers");
        else if (Enabled && check.IsEmpty("trusted-peers"))
            check.Problem("trusted-peers", "the list is empty: every connection would be refused; name the networks of the proxies "
                + "that send PROXY headers");
    }
}
