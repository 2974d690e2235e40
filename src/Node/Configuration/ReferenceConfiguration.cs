using ActorProxy.Shared.Settings;

namespace ActorProxy.Node.Configuration;

/// <summary>The reference of all keys, which stands in <c>hocon/reference.conf</c>: what the declarations of settings say.</summary>
public static class ReferenceConfiguration
{
    private const string Head = """
        # All keys of ActorProxy with their defaults. A file needs only what differs.
        #
        # Durations have a unit: ms, s, m, h, d. Sizes have one, too: B, KiB, MiB, GiB.
        # ${NAME} is an environment variable; ${?NAME} leaves its key out where the variable is not set. Within quotes both are text and
        # stand for nothing else, and check warns of them: write "Host=db;Password="${PASSWORD}, or "$""{NAME}" where that text is meant.
        # ${actorproxy.KEY} is another key's value.
        # include "routes.d/*.conf" reads files as if they stood in its place, within any object; * and ? stand for parts of names,
        # and files come in the order of their names. A name begins in the folder of the file that it stands in. A file that is missing is an error:
        # include optional("x.conf") is for one that may be, include required("routes.d/*.conf") for a pattern without which nothing works.
        # All files together have 4 MiB at most.
        # Names of other files and folders (certificates, keys, tokens, data) begin in the folder where the node is started.
        # An IP address of IPv6 may have brackets: "::1" or "[::1]". Where a node listens, "0.0.0.0" is all of IPv4, "::" all of IPv6 and IPv4.
        # Text with one of  $ " { } [ ] : = , # ` ^ ? ! @ * & \  must be in double quotes.
        # A line that begins with # and no space is an entry that need not be there: with its default, or with an example.
        # What a route can do besides choosing a pool (headers, filters, on-change, ...) can stand at the node, directly under actorproxy,
        # at a listener, or at a route. Of each the nearest to the request wins, whole: a route's headers leave nothing of its listener's.
        # The section akka, if there is one, goes to the actor system as it is.


        """;

    private static readonly Dictionary<string, string> Names =
        new(StringComparer.Ordinal) { ["listeners"] = "web", ["pools"] = "chat", ["routes"] = "chat" };

    public static string Text { get; } = $"{Head}\nactorproxy "
        + $"{{\n{ReferenceText.Of(ConfigurationShape.Settings, Names)}}}\n";
}
