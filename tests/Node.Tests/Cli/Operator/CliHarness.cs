using System.CommandLine;
using System.Text;
using ActorProxy.Node.Cli;
using ActorProxy.Node.Cli.Operator;
using ActorProxy.Node.Configuration;

namespace ActorProxy.Node.Tests.Cli.Operator;

/// <summary>The command line with a terminal, or none, that a test describes.</summary>
internal sealed class CliHarness
{
    private readonly LockedWriter _output = new();
    private readonly LockedWriter _error = new();

    public OperatorTerminal Terminal { get; set; } = new();

    public string Output => _output.ToString();

    public string Error => _error.ToString();

    public Task<int> RunAsync(string[] arguments, CancellationToken cancellation = default) =>
        ActorProxyCli.Build(new NoNode(), Terminal).Parse(arguments)
            .InvokeAsync(new InvocationConfiguration { Output = _output, Error = _error }, cancellation);

    /// <summary>Read by the test while it is written to.</summary>
    private sealed class LockedWriter : TextWriter
    {
        private readonly StringBuilder _text = new();

        public LockedWriter() => NewLine = "\n";

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            lock (_text)
                _text.Append(value);
        }

        public override string ToString()
        {
            lock (_text)
                return _text.ToString();
        }
    }

    private sealed class NoNode : INodeCommands
    {
        public Task<int> RunAsync(LoadedConfiguration configuration, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<int> DemoAsync(int port, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
