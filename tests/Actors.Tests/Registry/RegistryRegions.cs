using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Registry;
using Akka.Actor;

namespace ActorProxy.Actors.Tests.Registry;

/// <summary>The registry's region of a node, without the client that goes on after refusals.</summary>
internal static class RegistryRegions
{
    private static readonly TimeSpan Attempt = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The first answer. As writers do, the command is sent again where none comes: a shard that moves to another node drops messages
    /// silently.
    /// </summary>
    public static async Task<RegistryReply> AnswerAsync(this IActorRef region, RegistryCommand command)
    {
        for (var left = Peer.Timeout; ; left -= Attempt)
        {
            try
            {
                return await region.Ask<RegistryReply>(command, Attempt);
            }
            catch (AskTimeoutException) when (left > Attempt)
            {
                // The next attempt follows at once.
            }
        }
    }
}
