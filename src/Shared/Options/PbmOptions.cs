using System.Net;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Options;

/// <summary>Where pbm, the command line of Petabridge.Cmd, is answered.</summary>
public sealed record PbmOptions : ISettingsCheck
{
    [Setting("A loopback address: anyone who connects may do everything.")]
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    [Setting("{range}. pbm itself looks at 9110."), Between(0, 65535, Zero = "none")]
    public int Port { get; init; }

    public void Check(SettingsCheck check)
    {
        if (!IPAddress.IsLoopback(Address))
            check.Problem("address", $"{Address} can be reached from outside, and pbm asks nobody who he is; allowed is loopback, as "
                + $"127.0.0.1");
    }
}
