using System.CommandLine;
using ActorProxy.Shared.Operator;

namespace ActorProxy.Node.Cli.Operator;

/// <summary>The commands of the catalogue as commands of the executable: <c>actorproxy connections list</c>.</summary>
internal static class OperatorCli
{
    private static readonly Dictionary<string, string> Groups = new()
    {
        ["connections"] = "Live connections of the cluster.",
        ["routes"] = "Routes: which are there, and those of the registry.",
        ["backends"] = "Backends of all routes.",
        ["cluster"] = "The nodes of the cluster.",
        ["drain"] = "Take a node out of service, and back in.",
        ["config"] = "The configurations of the nodes.",
        ["log"] = "What nodes log.",
    };

    public static void AddTo(RootCommand root, OperatorTerminal terminal)
    {
        var options = new OperatorOptions();
        foreach (var verbs in OperatorCatalogue.All.GroupBy(c => c.Group))
        {
            var group = new Command(verbs.Key, Groups.GetValueOrDefault(verbs.Key, $"Commands about {verbs.Key}."));
            foreach (var command in verbs)
                group.Add(VerbCommand.Build(command, options, terminal));
            root.Add(group);
        }
        // Also in front of the command: actorproxy --admin URL connections list.
        foreach (var option in (Option[])[options.Admin, options.TokenFile, options.Token])
            root.Add(option);
    }
}
