using System.Text.Json.Nodes;
using ActorProxy.Actors;
using ActorProxy.Actors.Operator;
using ActorProxy.Node.Reload;
using ActorProxy.Shared.Operator;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Node.Operator;

/// <summary>Commands about a node's configuration.</summary>
internal static class ConfigurationHandlers
{
    /// <param name="reload">Null where the configuration comes from no file.</param>
    public static IEnumerable<IOperatorHandler> Of(ConfigurationReload? reload, ProxyNode node)
    {
        var name = node.Name;
        yield return OperatorHandler.Of("config show", _ => ConfigurationText.Lines(node.Options).Select(OperatorAnswer.Line));
        yield return OperatorHandler.Of("config check", _ => reload is null ? [NoFile(name)] : Check(reload, name));
        yield return OperatorHandler.Of("config reload", async (_, _) => reload is null
            ? [NoFile(name)]
            : Answers(await reload.RunAsync(), name));
    }

    private static IEnumerable<OperatorAnswer> Check(ConfigurationReload reload, string node)
    {
        var file = reload.File;
        try
        {
            var result = reload.Check();
            return result.Succeeded
                ? [.. result.Loaded.Warnings.Select(warning => OperatorAnswer.Warning($"{node}: {warning}")),
                    OperatorAnswer.Line($"{node}: {file} is ok")]
                : result.Problems.Select(problem => OperatorAnswer.Line($"{node}: {problem}"))
                    .Append(OperatorAnswer.Error($"{node} could not use {file}"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return [OperatorAnswer.Error($"{node}: {file} cannot be read: {error.Message}")];
        }
    }

    private static IEnumerable<OperatorAnswer> Answers(ReloadResult result, string node)
    {
        if (!result.IsTaken)
            return [.. result.Problems.Select(problem => OperatorAnswer.Line($"{node}: {problem}")),
                OperatorAnswer.Error($"{node}: nothing was changed")];
        var left = result.Changes.Count(change => change.Restart is not null);
        return
        [
            .. result.Changes.Select(change => OperatorAnswer.Of(Row(change, node))),
            OperatorAnswer.Line(result.Changes.IsEmpty
                ? $"{node}: nothing has changed"
                : $"{node}: {Settings(result.Changes.Length - left)} taken over, {Settings(left)} left for a restart"),
        ];
    }

    private static JsonObject Row(SettingChange change, string node) => new()
    {
        ["node"] = node,
        ["setting"] = change.Path,
        ["before"] = change.Before,
        ["after"] = change.After,
        ["taken"] = change.Restart is null,
        ["reason"] = change.Restart,
    };

    private static string Settings(int count) => count == 1 ? "1 setting" : $"{count} settings";

    private static OperatorAnswer NoFile(string node) => OperatorAnswer.Error($"{node} was started without a configuration file");
}
