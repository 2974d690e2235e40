using System.Net;
using ActorProxy.Shared.Options;

namespace ActorProxy.Node.Configuration;

/// <summary>Reads <c>actorproxy.pbm</c>.</summary>
internal static class PbmReader
{
    private static readonly PbmOptions Defaults = new();

    /// <param name="built">Whether this build has the adapter.</param>
    public static PbmOptions Read(HoconSection section, bool built)
    {
        var options = new PbmOptions { Address = ReadAddress(section), Port = section.Number("port", Defaults.Port, 0, 65535) };
        if (options.Port != 0 && !built)
            section.Problem("port", "this build is without Petabridge.Cmd; build it with -p:PetabridgeCmd=true (docs/pbm.md), or leave the port at 0");
        section.Close();
        return options;
    }

    private static IPAddress ReadAddress(HoconSection section)
    {
        var address = section.Address("address", Defaults.Address);
        if (IPAddress.IsLoopback(address))
            return address;
        section.Problem("address", $"{address} can be reached from outside, and pbm asks nobody who he is; allowed is loopback, as 127.0.0.1");
        return Defaults.Address;
    }
}
