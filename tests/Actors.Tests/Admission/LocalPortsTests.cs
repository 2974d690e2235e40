using ActorProxy.Actors.Admission;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends.Ports;

namespace ActorProxy.Actors.Tests.Admission;

public sealed class LocalPortsTests : IDisposable
{
    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => System.IO.Directory.Delete(_folder, recursive: true);

    [Fact]
    public void They_are_what_the_kernel_s_files_say()
    {
        File.WriteAllText(Path.Combine(_folder, "ip_local_port_range"), "32768\t60999\n");
        File.WriteAllText(Path.Combine(_folder, "ip_local_reserved_ports"), "40000-40009\n");

        Assert.Equal(new SourcePorts(32_768, 60_999, 10), LocalPorts.Read(_folder));
    }

    [Fact]
    public void Without_files_they_are_not_known() => Assert.Null(LocalPorts.Read(_folder));

    [LinuxFact]
    public void The_kernel_says_them() => Assert.InRange(LocalPorts.Read()!.Value.Count, 1, ushort.MaxValue);
}
