using System.Runtime.InteropServices;

namespace ActorProxy.Node.Hosting;

/// <summary>
/// SIGTERM, SIGINT and SIGQUIT ask the process to stop in order: the first one cancels the token, a second one ends the
/// process at once, for an operator who does not want to wait.
/// </summary>
internal sealed partial class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;
    private bool _asked;

    public StopSignals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
        PosixSignalRegistration.Create(PosixSignal.SIGQUIT, OnSignal),
    ];

    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _stop.Dispose();
    }

    private void OnSignal(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (!Interlocked.Exchange(ref _asked, true))
            _stop.Cancel();
        else
            EndNow(signal.Signal);
    }

    /// <summary>
    /// With the exit code that shells know: 128 and the signal's number. Neither what the runtime would do, which any other
    /// handler of the process can forbid, nor an exit that waits for handlers.
    /// </summary>
    private static void EndNow(PosixSignal signal)
    {
        var code = 128 + signal switch { PosixSignal.SIGINT => 2, PosixSignal.SIGQUIT => 3, _ => 15 };
        if (OperatingSystem.IsWindows())
            Environment.Exit(code);
        else
            ExitAtOnce(code);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitAtOnce(int code);
}
