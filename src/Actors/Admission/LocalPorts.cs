using ActorProxy.Shared.Backends.Ports;

namespace ActorProxy.Actors.Admission;

/// <summary>From which ports the kernel connects. Known on Linux only.</summary>
public static class LocalPorts
{
    private const string Folder = "/proc/sys/net/ipv4"; // of IPv6 as well: ip-sysctl.rst

    /// <param name="folder">Where the kernel's settings are.</param>
    /// <returns>Null where it is not known.</returns>
    public static SourcePorts? Read(string folder = Folder)
    {
        try
        {
            return SourcePorts.Parse(File.ReadAllText(Path.Combine(folder, "ip_local_port_range")),
                File.ReadAllText(Path.Combine(folder, "ip_local_reserved_ports")));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null; // another system, or a sandbox
        }
    }
}
