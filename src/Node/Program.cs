using System.CommandLine;
using ActorProxy.Node.Cli;
using ActorProxy.Node.Hosting;
using ActorProxy.Node.Logging;

using var signals = new StopSignals();
var cli = ActorProxyCli.Build(new NodeCommands(Console.Out, LastWords.Stderr));
// Signals are ours: the node takes as long to stop as its configuration gives it.
return await cli.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, signals.Token);
