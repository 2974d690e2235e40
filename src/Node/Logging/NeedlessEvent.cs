using ActorProxy.Actors.Registry;
using Akka.Event;

namespace ActorProxy.Node.Logging;

/// <summary>Events of Akka that are not written: they mislead, or say in a stack what a line of ours says.</summary>
internal static class NeedlessEvent
{
    private const string SelectAsync = "An exception occured inside SelectAsync";

    /// <summary>Nodes join by code, after their parts have started: also those whose configuration has seed nodes.</summary>
    private const string NoSeeds = "No seed-nodes configured, manual cluster join required";

    public static bool Is(LogEvent source) => source.LogLevel() switch
    {
        // A row that cannot be read is a fault of its host, of which the registry tells.
        LogLevel.ErrorLevel => source is { Message: LogMessage message, Cause: { } cause }
            && message.Format.StartsWith(SelectAsync, StringComparison.Ordinal) && DatabaseFailure.IsOfRow(cause),
        LogLevel.InfoLevel => source.Message is LogMessage message
            && (message.Format.EndsWith(NoSeeds, StringComparison.Ordinal) || message.Parameters().LastOrDefault() is NoSeeds),
        _ => false,
    };
}
