using ActorProxy.Node.Admin;
using ActorProxy.Shared.Options;

namespace ActorProxy.Node.Configuration;

/// <summary>Looks whether the file with the token of <c>actorproxy.admin</c> can be used.</summary>
internal static class AdminCheck
{
    public static void Run(AdminOptions options, ProblemReport report)
    {
        if (options.Port == 0)
            return;
        try
        {
            AdminToken.Read(options);
        }
        catch (IOException failure)
        {
            report.Add("actorproxy.admin.token-file", failure.Message);
        }
    }
}
