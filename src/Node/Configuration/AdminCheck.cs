using ActorProxy.Node.Admin;
using ActorProxy.Shared.Options;

namespace ActorProxy.Node.Configuration;

/// <summary>Looks whether the file with the token of <c>actorproxy.admin</c> can be used.</summary>
internal static class AdminCheck
{
    /// <param name="running">Of a node that is to take over the configuration's routes; null for one that is to start with it.</param>
    public static void Run(AdminOptions options, AdminOptions? running, ProblemReport report)
    {
        if (options.Port == 0)
            return;
        try
        {
            AdminToken.Read(options);
        }
        catch (IOException failure)
        {
            if (running is { Port: not 0, TokenFile: { } known } && known == options.TokenFile)
                report.Warn("actorproxy.admin.token-file",
                    $"{failure.Message}; the token of the start stays in use, and a node would not start with this");
            else
                report.Add("actorproxy.admin.token-file", failure.Message);
        }
    }
}
