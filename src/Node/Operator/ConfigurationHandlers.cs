using ActorProxy.Actors.Operator;
using ActorProxy.Node.Configuration;
using ActorProxy.Node.Reload;
using ActorProxy.Shared.Operator;

namespace ActorProxy.Node.Operator;

/// <summary>Commands about a node's configuration.</summary>
internal static class ConfigurationHandlers
{
    /// <param name="reload">Null where the configuration comes from no file.</param>
    public static IEnumerable<IOperatorHandler> Of(LoadedConfiguration running, ConfigurationReload? reload, string node)
    {
        yield return OperatorHandler.Of("config show", _ => ConfigurationText.Lines(running.Akka).Select(OperatorAnswer.Line));
        yield return OperatorHandler.Of("config check", _ => reload is null ? [NoFile(node)] : Check(running, node));
        yield return OperatorHandler.Of("config reload", _ => reload is null ? [NoFile(node)] : Reload(reload, node));
    }

    private static IEnumerable<OperatorAnswer> Check(LoadedConfiguration running, string node)
    {
        var file = running.File!;
        try
        {
            var result = ConfigurationLoader.LoadForNode(file, running.Options);
            return result.Succeeded
                ? [.. result.Loaded.Warnings.Select(warning => OperatorAnswer.Warning($"{node}: {warning}")), OperatorAnswer.Line($"{node}: {file} is ok")]
                : result.Problems.Select(problem => OperatorAnswer.Line($"{node}: {problem}")).Append(OperatorAnswer.Error($"{node} could not use {file}"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [OperatorAnswer.Error($"{node}: {file} cannot be read: {error.Message}")];
        }
    }

    private static IEnumerable<OperatorAnswer> Reload(ConfigurationReload reload, string node) => reload.Run() is { } left
        ? [OperatorAnswer.Line($"{node}: routes and pools are taken over"), .. left.Select(change => OperatorAnswer.Warning($"{node}: {change.Path} needs a restart: {change.Restart}"))]
        : [OperatorAnswer.Error($"{node}: nothing was changed; 'config check' tells what is wrong")];

    private static OperatorAnswer NoFile(string node) => OperatorAnswer.Error($"{node} was started without a configuration file");
}
