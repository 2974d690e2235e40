using Akka.Pattern;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ActorProxy.Node.Persistence;

/// <summary>Why a database failed, in words for a log or an answer. They never hold the connection string.</summary>
internal static class DatabaseProblem
{
    /// <param name="error">Of a look at the database, or what an actor's write or recovery failed with.</param>
    public static string Of(Exception error) => error switch
    {
        // A write that fails with its connection fails again when it is rolled back: Akka reports both, the write's within.
        AggregateException several => Of(several.Flatten().InnerExceptions.FirstOrDefault(IsOfDatabase) ?? several.GetBaseException()),
        OpenCircuitException => "it has failed several times in a row, and is tried again in some seconds",
        SqliteException sqlite => SqliteProblem.Of(sqlite),
        PostgresException refused => $"{refused.MessageText} ({refused.SqlState})",
        { InnerException: { } cause } => $"{error.Message}: {cause.Message}",
        _ => error.Message,
    };

    private static bool IsOfDatabase(Exception error) => error is NpgsqlException or SqliteException;
}
