using System.CommandLine;
using System.Text.Json;
using ActorProxy.Node.Configuration;
using ActorProxy.Shared.Settings;
using ActorProxy.Shared.Text;

namespace ActorProxy.Node.Cli;

/// <summary>Says what can be set.</summary>
internal static class SettingsCommand
{
    private const string Root = ConfigurationShape.Root;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Build()
    {
        var key = new Argument<string?>("KEY")
        {
            Description = "One setting, as in actorproxy.limits.max-connections, or a section, as in actorproxy.limits. "
                + "Names of your choice stand as they are, or as NAME.",
            HelpName = "KEY",
            Arity = ArgumentArity.ZeroOrOne,
        };
        key.CompletionSources.Add(_ => ConfigurationShape.All.Select(setting => setting.Path)
            .Select(path => new System.CommandLine.Completions.CompletionItem(path)));
        var schema = new Option<bool>("--schema") { Description = "Print a JSON Schema of a configuration instead, for editors." };
        var table = new Option<bool>("--reload-table") { Description = "Print the settings that need a restart instead, as a table." };
        var command = new Command("settings", "Print all settings with what they are for and their defaults, or one of them.") { key,
            schema, table };
        command.SetAction(parsed =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            if (parsed.GetValue(schema))
            {
                output.WriteLine(SettingsSchema.Document(ConfigurationShape.Settings, Root).ToJsonString(Indented));
                return ExitCode.Success;
            }
            if (parsed.GetValue(table))
            {
                output.Write(ReloadTable.Text());
                return ExitCode.Success;
            }
            if (parsed.GetValue(key) is not { } path)
            {
                output.Write(ReferenceConfiguration.Text);
                return ExitCode.Success;
            }
            return Tell(path, output, error);
        });
        return command;
    }

    private static int Tell(string path, TextWriter output, TextWriter error)
    {
        var full = path == Root || path.StartsWith($"{Root}.", StringComparison.Ordinal) ? path : $"{Root}.{path}";
        var found = ConfigurationShape.All.FirstOrDefault(setting => setting.IsAt(full));
        if (found is null)
        {
            if (ConfigurationShape.All.Where(setting => setting.IsIn(full)).ToList() is { Count: > 0 } section)
            {
                section.ForEach(setting => output.WriteLine(setting.Path));
                return ExitCode.Success;
            }
            // Without what all have in common, which makes any two alike.
            var near = NearestName.Find(full[Root.Length..], ConfigurationShape.All.Select(one => one.Path[Root.Length..]));
            error.WriteLine($"actorproxy: there is no setting '{path}'{(near is null ? "" : $"; did you mean {Root}{near}?")}");
            return ExitCode.Invalid;
        }
        output.WriteLine(SettingDoc.Of(found.Setting));
        output.WriteLine($"Default: {SettingDoc.DefaultOf(found.Setting) ?? "none"}");
        output.WriteLine($"After a reload: {SettingDoc.ReloadOf(found)}");
        return ExitCode.Success;
    }
}
