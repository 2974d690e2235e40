using System.CommandLine;

namespace ActorProxy.Node.Cli;

/// <summary>Prints what a shell reads to complete words: it asks the executable itself, by <c>[suggest:POSITION]</c>.</summary>
internal static class CompletionCommand
{
    private static readonly Dictionary<string, string> Scripts = new()
    {
        ["bash"] = """
            _actorproxy() {
              local IFS=$'\n'
              COMPREPLY=($(compgen -W "$(actorproxy "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _actorproxy actorproxy
            """,
        ["zsh"] = """
            #compdef actorproxy
            _actorproxy() {
              local words=("${(@f)$(actorproxy "[suggest:$CURSOR]" "$BUFFER" 2>/dev/null)}")
              compadd -a words
            }
            compdef _actorproxy actorproxy
            """,
        ["fish"] = """
            complete -c actorproxy -a '(actorproxy "[suggest:"(commandline -C)"]" (commandline) 2>/dev/null)'
            """,
    };

    public static Command Build()
    {
        var shell = new Argument<string>("SHELL") { Description = string.Join(", ", Scripts.Keys) + "." };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var command = new Command("completion",
            "Print the script by which a shell completes words: source <(actorproxy completion bash).") { shell };
        command.SetAction(parsed => parsed.InvocationConfiguration.Output.WriteLine(Scripts[parsed.GetRequiredValue(shell)]));
        return command;
    }
}
