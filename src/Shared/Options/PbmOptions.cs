using System.Net;

namespace ActorProxy.Shared.Options;

/// <summary>Where pbm, the command line of Petabridge.Cmd, is answered. It asks nobody who he is: loopback only.</summary>
public sealed record PbmOptions
{
    /// <summary>A loopback address.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>1 to 65535, or 0 for none. Petabridge.Cmd's own default is 9110.</summary>
    public int Port { get; init; }
}
