using System.Runtime.InteropServices;
using ActorProxy.Actors;
using ActorProxy.Node.Configuration;
using Serilog;

namespace ActorProxy.Node.Hosting;

/// <summary>
/// SIGHUP reads the configuration anew; one that comes while the node starts is heeded when it has. While there is none of
/// these, the signal ends the process, as it always does.
/// </summary>
internal sealed class ReloadSignal : IDisposable
{
    private readonly TaskCompletionSource<ConfigurationReload> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LoadedConfiguration _configuration;
    private readonly string _file;
    private readonly PosixSignalRegistration _registration;

    private ReloadSignal(LoadedConfiguration configuration, string file)
    {
        _configuration = configuration;
        _file = file;
        _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal);
    }

    /// <summary>Null where there is no file to read anew, or no such signal.</summary>
    public static ReloadSignal? For(LoadedConfiguration configuration) =>
        configuration.File is { } file && !OperatingSystem.IsWindows() ? new ReloadSignal(configuration, file) : null;

    /// <summary>The node has started.</summary>
    public void Serve(ProxyNode node, ILogger log) => _started.SetResult(new ConfigurationReload(_file, _configuration, node, log));

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
            reload.Run();
        }
        catch (Exception fault)
        {
            // Nobody is above a signal's handler.
            Log.Error(fault, "The configuration was not reloaded: a defect of ActorProxy");
        }
    }
}
