using System.Text;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Endpoints;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Settings;
using ActorProxy.Transport;

namespace ActorProxy.Node.Configuration;

/// <summary>
/// Looks whether files that list endpoints (<c>addresses = file:PATH</c>) can be used, for somebody who looks at a configuration: a node
/// reads them again and again, and starts without. One that is missing may come later, and one that may not be read here may be read by the
/// node: both are warned of.
/// </summary>
internal static class EndpointFileCheck
{
    private const string Without = "a node that has not read it before connects the backend by its own name";

    public static void Run(ProxyOptions options, ProblemReport report)
    {
        foreach (var keys in Named(options).GroupBy(named => named.File, named => named.Key, StringComparer.Ordinal))
        {
            var (fault, warning) = Look(keys.Key);
            foreach (var key in keys)
            {
                if (fault is not null)
                    report.Add(key, fault);
                else if (warning is not null)
                    report.Warn(key, warning);
            }
        }
    }

    /// <summary>What is wrong with a file, or is to be told of it; neither where it can be used.</summary>
    private static (string? Fault, string? Warning) Look(string path)
    {
        if (!Path.Exists(path))
            return (null, $"{path}: there is no such file; until it is there, {Without}");
        try
        {
            var text = Encoding.UTF8.GetString(WholeFile.Read(path, EndpointFile.MaxLength));
            if (EndpointFile.TryParse(text, out _, out var error))
                return (null, null);
            return ($"{path}: {error}; until it is corrected, {Without}", null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return (null, $"{path} cannot be read: {failure.Message.TrimEnd('.')}; as long as the node cannot either, {Without}");
        }
    }

    /// <summary>Keys, each with the file that it names.</summary>
    private static IEnumerable<(string Key, string File)> Named(ProxyOptions options)
    {
        foreach (var (path, backends) in Lists(options))
        {
            foreach (var (index, backend) in backends.Index())
            {
                if (backend.Addresses is { Kind: EndpointSourceKind.File, Detail: { } file })
                    yield return (SettingPath.Append(SettingPath.Item(path, index), "addresses"), file);
            }
        }
    }

    /// <summary>All backends that the configuration lists, with the keys of the lists.</summary>
    private static IEnumerable<(string Path, ValueList<Backend> Backends)> Lists(ProxyOptions options)
    {
        foreach (var pool in options.Pools)
            yield return (SettingPath.Append(SettingPath.Append("actorproxy.pools", pool.Name), "backends"), pool.Backends);
        foreach (var route in options.NamedRoutes)
        {
            var path = SettingPath.Append("actorproxy.routes", route.Id);
            yield return (SettingPath.Append(path, "backends"), route.Backends);
            if (route.GivenPool is { } own)
                yield return (SettingPath.Append(SettingPath.Append(path, "pool"), "backends"), own.Backends);
        }
    }
}
