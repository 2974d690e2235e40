using System.Net;
using ActorProxy.Node.Configuration;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Text;

namespace ActorProxy.Node.Cli;

/// <summary>Tells a person what a configuration is, or what is wrong with it.</summary>
internal static class ConfigurationOutput
{
    /// <summary>Loads a file for use; null and the exit code where that is impossible.</summary>
    public static (LoadedConfiguration? Configuration, int Code) Load(string file, TextWriter error)
    {
        try
        {
            return Report(file, ConfigurationLoader.Load(file), error);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            error.WriteLine($"{file}: there is no such file");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"{file}: cannot be read: {e.Message}");
        }
        return (null, ExitCode.NoFile);
    }

    public static (LoadedConfiguration? Configuration, int Code) Report(string source, ConfigurationResult result, TextWriter error)
    {
        var usable = Usable(source, result);
        foreach (var problem in usable.Problems)
            error.WriteLine(problem);
        return usable.Succeeded ? (usable.Loaded, ExitCode.Success) : (null, ExitCode.Invalid);
    }

    /// <summary>A configuration that may be read may still be none to run a node with.</summary>
    public static ConfigurationResult Usable(string source, ConfigurationResult result) =>
        result.Succeeded && result.Loaded.Options.Listeners.IsEmpty
            ? new ConfigurationResult([new ConfigurationProblem(source, 0, "actorproxy.listeners", "there is no listener; a node without one accepts no clients")])
            : result;

    public static void Summarise(string file, ProxyOptions options, TextWriter output)
    {
        output.WriteLine($"{file}: ok");
        foreach (var listener in options.Listeners)
            output.WriteLine($"  listener {listener.Name}: {new IPEndPoint(listener.Address, listener.Port)}{(listener.Tls is null ? "" : ", TLS")}{(listener.ProxyProtocol is null ? "" : ", PROXY headers")}");
        foreach (var route in options.Routes.Routes)
            output.WriteLine($"  route {route.Id}: {route.Host} {route.Path} -> {(options.Pools.Contains(route.Pool) ? $"pool {route.Pool.Name}" : Backends(route.Pool))}");
        foreach (var pool in options.Pools)
            output.WriteLine($"  pool {pool.Name}: {Units.Word(pool.Picker)} over {Backends(pool)}");
    }

    private static string Backends(BackendPool pool) =>
        string.Join(", ", pool.Backends.Select(b => b.Weight == 1 ? b.Id : $"{b.Id} (weight {b.Weight})"));
}
