using ActorProxy.Interop.Tests.Harness;

namespace ActorProxy.Interop.Tests;

/// <summary>The executable where the process may have few files open.</summary>
public sealed class FileLimitTests
{
    [ExecutableFact(PeerKind.DotNet)]
    public async Task A_limit_too_small_to_start_is_one_line_that_names_the_one_it_needs()
    {
        await using var proxy = ProxyProcess.StartBy("ulimit -n 256; exec \"$@\"", "run", "--listen", "127.0.0.1:0", "--route",
            "/=ws://127.0.0.1:9");

        Assert.Equal(3, await proxy.EndAsync());

        Assert.Equal(
            ["actorproxy: The limit of open files is 256, and a node needs 512 at least: raise it (ulimit -n, LimitNOFILE= of systemd, "
                + "--ulimit nofile= of a container)"],
            proxy.Errors.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        Assert.Empty(await proxy.ReadRestAsync());
    }

    [ExecutableFact(PeerKind.DotNet)]
    public async Task With_the_least_limit_it_starts_with_the_hard_one_and_says_what_that_carries()
    {
        await using var proxy = ProxyProcess.StartBy("ulimit -Sn 400; ulimit -Hn 512; exec \"$@\"", "run", "--listen", "127.0.0.1:0",
            "--route", "/=ws://127.0.0.1:9");

        Assert.Equal("512,", await proxy.ReadAfterAsync("The limit of open files,"));
        Assert.Equal(0, await proxy.TerminateAsync());
    }
}
