using System.Data.Common;
using System.Runtime.Serialization;
using Akka.Pattern;

namespace ActorProxy.Actors.Registry;

/// <summary>Why the registry's database could not be read or written, in words for a log or an answer.</summary>
public static class DatabaseFailure
{
    /// <summary>Whether what was read is at fault, and not the reading of it.</summary>
    /// <param name="error">As Akka reports it.</param>
    public static bool IsOfRow(Exception error) => error switch
    {
        AggregateException several => several.Flatten().InnerExceptions.Any(IsOfRow),
        SerializationException => true,
        { InnerException: { } cause } => IsOfRow(cause),
        _ => false,
    };

    /// <param name="error">As Akka reports it.</param>
    /// <returns>The database's own message where there is one; one line, without a full stop at its end.</returns>
    public static string Of(Exception error)
    {
        var cause = error;
        // A write that fails with its connection fails again when it is rolled back: both are reported, the rollback's deeper.
        if (error is AggregateException several && several.Flatten().InnerExceptions is { Count: > 0 } all)
            cause = all.FirstOrDefault(e => e is DbException) ?? all[0];
        var text = cause switch
        {
            OpenCircuitException => "it has failed several times in a row, and is tried again in some seconds",
            { InnerException: { } inner } when !cause.Message.Contains(inner.Message, StringComparison.Ordinal) =>
                $"{cause.Message}: {inner.Message}",
            _ => cause.Message,
        };
        return string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
    }
}
