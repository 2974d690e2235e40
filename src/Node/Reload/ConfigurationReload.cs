using System.Collections.Immutable;
using ActorProxy.Node.Configuration;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Settings;
using Serilog;

namespace ActorProxy.Node.Reload;

/// <summary>
/// Reads the node's configuration anew and takes it over, but for what needs a restart; a configuration with problems changes nothing.
/// </summary>
/// <param name="started">What the node was started with.</param>
internal sealed class ConfigurationReload(string file, LoadedConfiguration started, IReloadTarget host, ILogger log)
{
    /// <summary>Changes that the log names; of more it says how many: there may be 100,000 routes.</summary>
    private const int MostTold = 100;

    private readonly SemaphoreSlim _one = new(1);
    private ConfigurationSources _sources = started.Sources;

    public string File => file;

    /// <summary>What was read last, be it that it was not taken over.</summary>
    public ConfigurationSources Sources => Volatile.Read(ref _sources);

    private ProxyOptions Running => host.Node.Options;

    /// <summary>Says in the log what came of it. May be called from any thread.</summary>
    /// <param name="asked">
    /// Whether somebody wants it. Who has only seen that a file has changed does not have the routes declared to the registry again where
    /// they are as they were: other nodes may have declared others meanwhile, which this node's files do not have yet.
    /// </param>
    public async Task<ReloadResult> RunAsync(bool asked = true)
    {
        await _one.WaitAsync();
        try
        {
            var result = await TryAsync(asked);
            host.Node.Metrics.Reloaded(result.IsTaken);
            Tell(result);
            return result;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>What is wrong with the file as it is now, for this node.</summary>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a directory.</exception>
    public ConfigurationResult Check() => ConfigurationLoader.LoadForNode(file, Running);

    private async Task<ReloadResult> TryAsync(bool asked)
    {
        var files = new ConfigurationFiles();
        try
        {
            var result = ConfigurationLoader.LoadForNode(file, Running, files);
            return result.Succeeded ? await TakeAsync(result.Loaded, asked) : ReloadResult.Refused(
                result.Problems.Select(problem => problem.ToString()));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return ReloadResult.Refused([$"{file} cannot be read: {error.Message}"]);
        }
        finally
        {
            Volatile.Write(ref _sources, files.Sources);
        }
    }

    private async Task<ReloadResult> TakeAsync(LoadedConfiguration loaded, bool asked)
    {
        foreach (var warning in loaded.Warnings)
            log.Warning("{Warning:l}", warning.ToString());
        var options = host.Within(loaded.Options);
        ImmutableArray<SettingChange> changes = [.. ReloadRules.Changes(Running, options),
            .. ReloadRules.AkkaChanges(started.Akka, loaded.Akka)];
        var merged = ReloadRules.Merge(Running, options);
        if (!asked && merged.Routes.Routes.AsSpan().SequenceEqual(Running.Routes.Routes.AsSpan()))
            merged = merged with { Routes = Running.Routes };
        try
        {
            await host.ReloadAsync(merged);
        }
        catch (IOException cannot)
        {
            return ReloadResult.Refused([cannot.Message]);
        }
        return new ReloadResult([], changes);
    }

    private void Tell(ReloadResult result)
    {
        foreach (var problem in result.Problems)
            log.Error("The configuration was not reloaded: {Problem:l}", problem);
        if (!result.IsTaken)
            return;
        foreach (var change in result.Changes.Take(MostTold))
            Tell(change);
        if (result.Changes.Length > MostTold)
            log.Information("{More} more settings have changed in {File:l}", result.Changes.Length - MostTold, file);
        log.Information("Reloaded {File:l}: {Routes} routes, revision {Revision}", file, Running.Routes.Routes.Length,
            Running.Registry.Revision);
    }

    private void Tell(SettingChange change)
    {
        if (change.Restart is { } reason)
            log.Warning("{Setting:l} has changed in {File:l}, and takes effect with a restart only: {Reason:l}", change.Path, file, reason);
        else
            log.Information("{Setting:l} is taken over: {Before:l} -> {After:l}", change.Path, change.Before ?? "none",
                change.After ?? "none");
    }
}
