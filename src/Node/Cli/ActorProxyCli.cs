using System.CommandLine;
using System.CommandLine.Help;
using ActorProxy.Node.Cli.Operator;
using ActorProxy.Node.Configuration;

namespace ActorProxy.Node.Cli;

/// <summary>The command line of <c>actorproxy</c>.</summary>
public static class ActorProxyCli
{
    /// <param name="terminal">For commands that talk to a running node; null for the process's own.</param>
    public static RootCommand Build(INodeCommands commands, OperatorTerminal? terminal = null)
    {
        var root = new RootCommand("A reverse proxy for WebSockets.")
        {
            Run(commands),
            Check(),
            Demo(commands),
            RegistryCommand.Build(),
            SettingsCommand.Build(),
        };
        // The library's forms for another system are paths here: routes test HOST /h.
        foreach (var help in root.Options.OfType<HelpOption>())
        {
            help.Aliases.Remove("/h");
            help.Aliases.Remove("/?");
        }
        OperatorCli.AddTo(root, terminal ?? OperatorTerminal.OfProcess());
        root.Add(CompletionCommand.Build());
        return root;
    }

    private static Command Run(INodeCommands commands)
    {
        var file = new Argument<string?>("FILE") { Description = "The configuration.", Arity = ArgumentArity.ZeroOrOne };
        var listen = new Option<string[]>("--listen")
        {
            Description = $"Where to accept clients, with --route. Default: {RouteArguments.DefaultListen}. Can be given several times.",
            HelpName = "HOST:PORT",
        };
        var route = new Option<string[]>("--route")
        {
            Description = "A host (default: all), a path prefix, and its backends. Can be given several times.",
            HelpName = "[HOST]/PATH=ws://HOST:PORT[,ws://...]",
        };
        var run = new Command("run", "Run a node, from a configuration or from routes on the command line.") { file, listen, route };
        run.Validators.Add(result =>
        {
            var hasFile = result.GetValue(file) is not null;
            var hasRoutes = result.GetValue(route) is { Length: > 0 };
            if (hasFile && (hasRoutes || result.GetValue(listen) is { Length: > 0 }))
                result.AddError("Give either a FILE or --listen and --route.");
            else if (!hasFile && !hasRoutes)
                result.AddError("Give a FILE, or at least one --route.");
        });
        run.SetAction(async (parsed, cancellation) =>
        {
            var error = parsed.InvocationConfiguration.Error;
            // A file may be slow to read: who stops the node meanwhile is not kept waiting.
            var loading = parsed.GetValue(file) is { } path
                ? Task.Run(() => ConfigurationOutput.Load(path, error), CancellationToken.None)
                : Task.FromResult(ConfigurationOutput.Report(
                    ConfigurationLoader.FromRoutes(parsed.GetValue(listen) ?? [], parsed.GetValue(route) ?? []), error));
            if (await Task.WhenAny(loading, Task.Delay(Timeout.Infinite, cancellation)) != loading)
                return ExitCode.Success;
            var (configuration, code) = await loading;
            return configuration is null ? code : await commands.RunAsync(configuration, cancellation);
        });
        return run;
    }

    private static Command Check()
    {
        var file = new Argument<string>("FILE") { Description = "The configuration." };
        var check = new Command("check", "Say what is wrong with a configuration, or that nothing is.") { file };
        check.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(file);
            var (configuration, code) = ConfigurationOutput.LoadForCheck(path, parsed.InvocationConfiguration.Error);
            foreach (var warning in configuration?.Warnings ?? [])
                parsed.InvocationConfiguration.Error.WriteLine($"warning: {warning}");
            if (configuration is not null)
            {
                ConfigurationOutput.WarnOfPorts(configuration.Options, parsed.InvocationConfiguration.Error);
                ConfigurationOutput.Summarise(path, configuration.Options, parsed.InvocationConfiguration.Output);
            }
            return code;
        });
        return check;
    }

    private static Command Demo(INodeCommands commands)
    {
        var port = new Option<int>("--port") { Description = "Port of the proxy, 0 to 65534; the page's is the next one.",
            HelpName = "PORT", DefaultValueFactory = _ => 8080 };
        port.Validators.Add(result =>
        {
            if (result.Errors.Any())
                return;
            if (result.GetValueOrDefault<int>() is < 0 or > 65534)
                result.AddError("--port is a number from 0 to 65534.");
        });
        var demo = new Command("demo", "Run a node with a backend and a page to try it.") { port };
        demo.SetAction((parsed, cancellation) => commands.DemoAsync(parsed.GetValue(port), cancellation));
        return demo;
    }
}
