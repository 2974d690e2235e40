using System.Runtime.InteropServices;
using ActorProxy.Node.Configuration;
using Serilog;

namespace ActorProxy.Node.Reload;

/// <summary>
/// SIGHUP reads the configuration anew; one that comes while the node starts is heeded when it has. While there is none of
/// these, the signal ends the process, as it always does.
/// </summary>
internal sealed class ReloadSignal : IDisposable
{
    private readonly TaskCompletionSource<ConfigurationReload> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly PosixSignalRegistration _registration;

    private ReloadSignal() => _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal);

    /// <summary>Null where there is no file to read anew, or no such signal.</summary>
    public static ReloadSignal? For(LoadedConfiguration configuration) =>
        configuration.File is not null && !OperatingSystem.IsWindows() ? new ReloadSignal() : null;

    /// <summary>The node has started.</summary>
    public void Serve(ConfigurationReload reload) => _started.SetResult(reload);

    public void Dispose() => _registration.Dispose();

    private void OnSignal(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _ = ReloadAsync();
    }

    private async Task ReloadAsync()
    {
        var reload = await _started.Task;
        try
        {
            await reload.RunAsync();
        }
        catch (Exception fault)
        {
            // Nobody is above a signal's handler.
            Log.Error(fault, "The configuration was not reloaded: a defect of ActorProxy");
        }
    }
}
