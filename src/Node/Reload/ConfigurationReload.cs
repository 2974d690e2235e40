using ActorProxy.Actors;
using ActorProxy.Node.Configuration;
using ActorProxy.Shared.Settings;
using Serilog;

namespace ActorProxy.Node.Reload;

/// <summary>Reads the node's configuration anew and takes its routes over; a configuration with problems changes nothing.</summary>
/// <param name="running">What the node was started with.</param>
internal sealed class ConfigurationReload(string file, LoadedConfiguration running, ProxyNode node, ILogger log)
{
    private readonly Lock _lock = new();

    /// <summary>Says in the log what came of it. May be called from any thread.</summary>
    /// <returns>What was not taken over; null where nothing was.</returns>
    public IReadOnlyList<SettingChange>? Run()
    {
        lock (_lock)
        {
            var loaded = Load();
            var left = loaded is null ? null : Take(loaded);
            node.Metrics.Reloaded(left is not null);
            return left;
        }
    }

    private LoadedConfiguration? Load()
    {
        try
        {
            var result = ConfigurationLoader.LoadForNode(file, running.Options);
            foreach (var problem in result.Problems)
                log.Error("The configuration was not reloaded: {Problem:l}", problem.ToString());
            return result.Loaded;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log.Error("The configuration was not reloaded: {File:l} cannot be read: {Reason:l}", file, error.Message);
            return null;
        }
    }

    private IReadOnlyList<SettingChange> Take(LoadedConfiguration loaded)
    {
        foreach (var warning in loaded.Warnings)
            log.Warning("{Warning:l}", warning.ToString());
        var left = ReloadRules.NeedRestart(running, loaded);
        foreach (var change in left)
            log.Warning("{Setting:l} has changed in {File:l}, and takes effect with a restart only: {Reason:l}", change.Path, file, change.Restart);
        node.ReloadRoutes(loaded.Options.Routes, loaded.Options.Registry.Revision);
        log.Information("Reloaded {File:l}: {Routes} routes, revision {Revision}", file, loaded.Options.Routes.Routes.Length, loaded.Options.Registry.Revision);
        return left;
    }
}
