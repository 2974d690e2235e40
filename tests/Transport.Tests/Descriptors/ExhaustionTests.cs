using System.Diagnostics;
using ActorProxy.Transport.Tests.Support;

namespace ActorProxy.Transport.Tests.Descriptors;

/// <summary>A listener without descriptors pauses, and everything else lives. Each run is a process.</summary>
public sealed class ExhaustionTests
{
    [LinuxFact("it lowers RLIMIT_NOFILE")]
    public Task EpollLivesWithoutDescriptors() => RunAsync(Program.Epoll);

    [LinuxFact("it lowers RLIMIT_NOFILE")]
    public Task SocketsLiveWithoutDescriptors() => RunAsync(Program.Sockets);

    private static async Task RunAsync(string transport)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal)
            ? Environment.ProcessPath
            : "dotnet", [typeof(ExhaustionTests).Assembly.Location, transport])
        {
            RedirectStandardError = true,
        };
        // Code that is compiled anew in the background would be by a thread of its own.
        start.Environment["DOTNET_TieredCompilation"] = "0";
        using var process = Process.Start(start)!;
        var errors = await process.StandardError.ReadToEndAsync().WaitAsync(2 * Wait.Guard);
        await process.WaitForExitAsync().WaitAsync(Wait.Guard);
        Assert.True(process.ExitCode == 0, $"Ended with {process.ExitCode}: {errors}");
    }
}
