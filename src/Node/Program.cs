using System.CommandLine;
using System.CommandLine.Invocation;
using ActorProxy.Node.Cli;
using ActorProxy.Node.Hosting;
using ActorProxy.Node.Logging;

var verb = ActorProxyCli.Build(new NodeCommands(Console.Out, FinalMessages.Stderr)).Parse(args);
// Signals are ours: the node takes as long to stop as its configuration gives it. What does not wait, as check, has nothing to stop
// in order, and signals end it as they end any process.
using var signals = verb.Action is AsynchronousCommandLineAction ? new StopSignals() : null;
return await verb.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null }, signals?.Token ?? CancellationToken.None);
