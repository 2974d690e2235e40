using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace ActorProxy.Interop.Tests.Harness;

/// <summary>The executable, as a user starts it.</summary>
internal sealed partial class ProxyProcess : IAsyncDisposable
{
    private const int SigHup = 1;
    private const int SigTerm = 15;
    private const int SigCont = 18;
    private const int SigStop = 19;

    private readonly ChildProcess _process;

    private ProxyProcess(ChildProcess process) => _process = process;

    public static ProxyProcess Start(params IEnumerable<string> arguments)
    {
        var (file, all) = Unignored(Command(arguments));
        return new ProxyProcess(ChildProcess.Start(file, all));
    }

    /// <summary>With a stdout that is a pipe which nobody reads.</summary>
    public static ProxyProcess StartUnread(params IEnumerable<string> arguments)
    {
        var (file, all) = Unignored(Command(arguments));
        return new ProxyProcess(ChildProcess.StartUnread(file, all));
    }

    /// <summary>As a shell starts it.</summary>
    /// <param name="script">"$@" stands for the command.</param>
    public static ProxyProcess StartBy(string script, params IEnumerable<string> arguments)
    {
        var (file, all) = Command(arguments);
        return new ProxyProcess(ChildProcess.Start("sh", ["-c", script, "sh", file, .. all]));
    }

    public int Id => _process.Id;

    /// <summary>What it has written to stderr so far; after its end, all of it.</summary>
    public string Errors => _process.Errors;

    /// <summary>What follows these words in the first line that has them, up to a space.</summary>
    public async Task<string> ReadAfterAsync(string words)
    {
        while (true)
        {
            var match = Regex.Match(await _process.ReadLineAsync(), $@"{Regex.Escape(words)}\s*(\S+)");
            if (match.Success)
                return match.Groups[1].Value;
        }
    }

    /// <summary>Asks it to end, as service managers do; the exit code.</summary>
    public Task<int> TerminateAsync()
    {
        Assert.Equal(0, Kill(_process.Id, SigTerm));
        return EndAsync();
    }

    /// <summary>The lines to the end of its stdout that were not read.</summary>
    public Task<IReadOnlyList<string>> ReadRestAsync() => _process.ReadRestAsync();

    /// <summary>Stops all its threads where they are, and waits until they have.</summary>
    public async Task StopAsync()
    {
        Assert.Equal(0, Kill(_process.Id, SigStop));
        // proc(5): the state stands behind the name, which is in parentheses.
        await Wait.UntilAsync(
            async () => (await File.ReadAllTextAsync($"/proc/{_process.Id}/stat")).Split(") ")[^1].StartsWith('T'),
            "the process stands still");
    }

    public void Continue() => Assert.Equal(0, Kill(_process.Id, SigCont));

    public void HangUp() => Signal(SigHup);

    public void Signal(int number) => Assert.Equal(0, Kill(_process.Id, number));

    /// <summary>Waits for the end; the exit code.</summary>
    public Task<int> EndAsync() => _process.EndAsync();

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static (string File, IEnumerable<string> Arguments) Command(IEnumerable<string> arguments) => (
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
        [Path.Combine(AppContext.BaseDirectory, "actorproxy.dll"), .. arguments]);

    /// <summary>
    /// The command with SIGHUP as it is by default: tests that were started by nohup ignore it, and so would what they start.
    /// </summary>
    private static (string File, IEnumerable<string> Arguments) Unignored((string File, IEnumerable<string> Arguments) command) =>
        IsHangUpIgnored()
        ? ("env", ["--default-signal=HUP", command.File, .. command.Arguments])
        : command;

    // proc(5): a mask in hexadecimal, of which the lowest bit is signal 1.
    private static bool IsHangUpIgnored() => OperatingSystem.IsLinux()
        && File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)) is { } mask
        && Convert.ToInt32(mask[^1..], 16) % 2 == 1;

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int id, int signal);
}
