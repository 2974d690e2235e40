using System.Globalization;
using System.Text.Json;
using ActorProxy.Actors.Serialization;
using ActorProxy.Shared.Registry;
using Akka.Actor;

namespace ActorProxy.Actors.Registry;

/// <summary>Sends commands to the registry. May be used from any thread.</summary>
/// <param name="region">Of the registry's entities.</param>
/// <param name="database">As this node sees it: what it knows to be wrong there goes with each refusal.</param>
public sealed class RegistryClient(IActorRef region, IRegistryDatabase? database = null)
{
    /// <summary>Of one attempt. A shard that moves to another node drops messages silently: a second attempt reaches it there.</summary>
    private static readonly TimeSpan Attempt = TimeSpan.FromSeconds(2);

    /// <summary>Of all attempts: by default longer than a shard takes to move, short enough for a person who waits.</summary>
    internal TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A new id for a command.</summary>
    public static string NewId() => Guid.NewGuid().ToString("n");

    /// <summary>
    /// Sends a command, again and again under the same id, until it is answered or the timeout has passed; no longer where who has the
    /// host cannot use the database and this node cannot either.
    /// </summary>
    public async Task<RegistryReply> SendAsync(RegistryCommand command, CancellationToken cancellation = default)
    {
        if (Oversized(command) is { } oversized)
            return oversized;
        CommandRejected? unavailable = null;
        for (var left = Timeout; left > TimeSpan.Zero; left -= Attempt)
        {
            try
            {
                var reply = await region.Ask<RegistryReply>(command, Attempt, cancellation);
                if (reply is not CommandRejected { Reason: RejectionReason.Unavailable } refused)
                    return reply;
                unavailable = refused;
                if (left <= Attempt || database?.Problem is not null)
                    break;
                await Task.Delay(Attempt / 4, cancellation);
            }
            catch (AskTimeoutException)
            {
                // The next attempt follows at once: it has waited enough.
            }
        }
        return Explained(unavailable ?? new CommandRejected(
            command.Id, RejectionReason.Unavailable, string.Create(CultureInfo.InvariantCulture,
            $"the registry did not answer within {Timeout.TotalSeconds:F0} s: its node or its database cannot be reached; "
                + $"nodes go on with the routes they have. Send the command again")));
    }

    /// <summary>With the database's own words, where this node has them and the answer has not.</summary>
    private CommandRejected Explained(CommandRejected unavailable) =>
        database?.Problem is { } problem && !unavailable.Message.Contains(problem, StringComparison.Ordinal)
            ? unavailable with { Message = $"{unavailable.Message}. From this node the database cannot be used: {problem}" }
            : unavailable;

    private static CommandRejected? Oversized(RegistryCommand command)
    {
        int size;
        try
        {
            size = WireCatalogues.All.Of(command.GetType()).Write(command).Length;
        }
        catch (JsonException error)
        {
            return new CommandRejected(command.Id, RejectionReason.Invalid, error.Message);
        }
        return size <= HostRegistry.MaxSize
            ? null
            : new CommandRejected(command.Id, RejectionReason.TooLarge,
                $"the command has {size} bytes in JSON; allowed are {HostRegistry.MaxSize}");
    }
}
