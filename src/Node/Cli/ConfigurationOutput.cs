using System.Net;
using ActorProxy.Actors.Admission;
using ActorProxy.Node.Configuration;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Ports;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Policies.Responding;
using ActorProxy.Shared.Routing;
using ActorProxy.Shared.Text;

namespace ActorProxy.Node.Cli;

/// <summary>Tells a person what a configuration is, or what is wrong with it.</summary>
internal static class ConfigurationOutput
{
    /// <summary>Loads a file for use; null and the exit code where that is impossible.</summary>
    public static (LoadedConfiguration? Configuration, int Code) Load(string file, TextWriter error) =>
        LoadBy(static path => ConfigurationLoader.LoadForNode(path), file, error);

    /// <summary>As <see cref="Load"/>, for somebody who only looks at it.</summary>
    public static (LoadedConfiguration? Configuration, int Code) LoadForCheck(string file, TextWriter error) =>
        LoadBy(ConfigurationLoader.LoadForCheck, file, error);

    private static (LoadedConfiguration? Configuration, int Code) LoadBy(
        Func<string, ConfigurationResult> load, string file, TextWriter error)
    {
        try
        {
            return Report(load(file), error);
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

    public static (LoadedConfiguration? Configuration, int Code) Report(ConfigurationResult result, TextWriter error)
    {
        foreach (var problem in result.Problems)
            error.WriteLine(problem);
        return result.Succeeded ? (result.Loaded, ExitCode.Success) : (null, ExitCode.Invalid);
    }

    /// <summary>Says which pools' backends this machine has too few ports for.</summary>
    public static void WarnOfPorts(ProxyOptions options, TextWriter error)
    {
        if (LocalPorts.Read() is not { } ports)
            return;
        foreach (var problem in PortRules.Problems(options.Routes.Pools, options.Limits.MaxConnections, ports))
            error.WriteLine($"warning: {problem}");
    }

    public static void Summarise(string file, ProxyOptions options, TextWriter output)
    {
        output.WriteLine($"{file}: ok");
        foreach (var listener in options.Listeners)
            output.WriteLine($"  listener {listener.Name}: "
                + $"{new IPEndPoint(listener.Address, listener.Port)}{(listener.Tls is null ? "" : ", TLS")}"
                + $"{(listener.ProxyProtocol.Enabled ? ", PROXY headers" : "")}");
        foreach (var route in options.Routes.Routes)
            output.WriteLine($"  route {route.Id}: {route.Host} {route.Path} -> "
                + $"{Goal(route, options)}"
                + $"{(route.Listeners.IsAll ? "" : $", on {route.Listeners}")}{(route.Match.IsAny ? "" : $", for {route.Match}")}");
        foreach (var pool in options.Pools)
            output.WriteLine($"  pool {pool.Name}: {Units.Keyword(pool.Picker)} over {Backends(pool)}");
    }

    private static string Goal(Route route, ProxyOptions options) =>
        route.Policies.Find<Respond>() is { } respond ? respond.ToString()
        : options.Pools.Contains(route.Pool) ? $"pool {route.Pool.Name}" : Backends(route.Pool);

    private static string Backends(BackendPool pool) => string.Join(", ", pool.Backends.Select(Summary));

    private static string Summary(Backend backend)
    {
        string[] details =
        [
            .. backend.Weight == 1 ? (string[])[] : [$"weight {backend.Weight}"],
            .. backend.IsFound ? (string[])[$"addresses {backend.Addresses}"] : [],
        ];
        return details.Length == 0 ? backend.Id : $"{backend.Id} ({string.Join(", ", details)})";
    }
}
