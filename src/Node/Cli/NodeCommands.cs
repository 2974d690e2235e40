using System.Globalization;
using ActorProxy.Node.Configuration;
using ActorProxy.Node.Demo;
using ActorProxy.Node.Hosting;
using ActorProxy.Node.Logging;
using ActorProxy.Node.Operator;
using ActorProxy.Node.Reload;
using ActorProxy.Shared.Clocks;
using Serilog;

namespace ActorProxy.Node.Cli;

/// <summary>The verbs that start a node.</summary>
/// <param name="output">For people who run the demo.</param>
/// <param name="error">For what keeps a node from starting.</param>
internal sealed class NodeCommands(TextWriter output, TextWriter error) : INodeCommands
{
    /// <summary>More than a browser opens, and so few that no limit of the machine is to be warned of.</summary>
    private const int DemoConnections = 1000;

    public async Task<int> RunAsync(LoadedConfiguration configuration, CancellationToken cancellation)
    {
        try
        {
            // It outlives the node: a SIGHUP during the drain must not end the process.
            using var signal = ReloadSignal.For(configuration);
            await using var host = await NodeHost.StartAsync(configuration.Options, configuration.Akka);
            foreach (var warning in configuration.Warnings)
                Log.Warning("{Warning:l}", warning.ToString());
            var reload = configuration.File is { } file ? new ConfigurationReload(file, configuration, host, Log.Logger) : null;
            foreach (var handler in ConfigurationHandlers.Of(reload, host.Node))
                host.Node.Operator.Add(handler);
            if (reload is not null)
                signal?.Serve(reload);
            await using var watch = reload is null ? null
                : ConfigurationWatch.Start(reload, () => host.Node.Options.Reload.Watch, NodeClock.System, Log.Logger);
            await Task.WhenAny(UntilCancelled(cancellation), host.Node.Ended, host.Node.Downed);
            return host.Node.Downed.IsCompleted ? ExitCode.Downed : ExitCode.Success;
        }
        catch (Exception failure) when (failure is IOException or PlatformNotSupportedException)
        {
            return await CannotStartAsync(failure);
        }
    }

    public async Task<int> DemoAsync(int port, CancellationToken cancellation)
    {
        try
        {
            await using var site = await DemoSite.StartAsync(port == 0 ? 0 : port + 1);
            var configuration = ConfigurationLoader.FromRoutes(
                [string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}")],
                [string.Create(CultureInfo.InvariantCulture, $"/chat=ws://127.0.0.1:{site.Address.Port}")]).Loaded!;
            var options = configuration.Options;
            await using var host = await NodeHost.StartAsync(
                options with { Limits = options.Limits with { MaxConnections = DemoConnections } }, configuration.Akka);
            var proxy = host.Node.Listeners.EndPoints.Values.Single();
            site.Watch(proxy.Port, host.Node.Directory);
            output.WriteLine($"""

                ActorProxy demo
                  page     http://localhost:{site.Address.Port}   open it in a browser, in two tabs to chat
                  proxy    ws://localhost:{proxy.Port}/chat   in front of the page's chat backend
                  Ctrl-C ends it.

                """);
            await UntilCancelled(cancellation);
            return ExitCode.Success;
        }
        catch (IOException failure) // the page's port or, as a TransportException, the proxy's
        {
            return await CannotStartAsync(failure);
        }
    }

    private async Task<int> CannotStartAsync(Exception failure)
    {
        await FinalMessages.SayAsync(error, $"actorproxy: {failure.Message}", NodeClock.System);
        return ExitCode.CannotStart;
    }

    private static Task UntilCancelled(CancellationToken cancellation)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cancellation.Register(cancelled.SetResult);
        return cancelled.Task;
    }
}
