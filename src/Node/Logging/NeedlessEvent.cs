using ActorProxy.Actors.Registry;
using Serilog.Events;

namespace ActorProxy.Node.Logging;

/// <summary>Events of Akka that are not written: they mislead, or say in a stack what a line of ours says.</summary>
internal static class NeedlessEvent
{
    private const string SelectAsync = "An exception occured inside SelectAsync";

    /// <summary>Nodes join by code, after their parts have started: also those whose configuration has seed nodes.</summary>
    private const string NoSeeds = "No seed-nodes configured, manual cluster join required";

    /// <summary>With which Akka.Logger.Serilog begins.</summary>
    private const string Started = "SerilogLogger started";

    public static bool Is(LogEvent source) => source.Level switch
    {
        // A row that cannot be read is a fault of its host, of which the registry tells.
        LogEventLevel.Error => source.Exception is { } cause
            && source.MessageTemplate.Text.StartsWith(SelectAsync, StringComparison.Ordinal) && DatabaseFailure.IsOfRow(cause),
        LogEventLevel.Information => source.MessageTemplate.Text == Started
            || source.MessageTemplate.Text.EndsWith(NoSeeds, StringComparison.Ordinal)
            || source.Properties.Values.Any(value => value is ScalarValue { Value: NoSeeds }),
        _ => false,
    };
}
