using ActorProxy.Node.Persistence;
using Akka.Pattern;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ActorProxy.Node.Tests.Persistence;

public sealed class DatabaseProblemTests
{
    private static readonly Exception Refused = new PostgresException(
        "relation is away", "ERROR", "ERROR", PostgresErrorCodes.UndefinedTable);

    [Fact]
    public void A_server_s_refusal_has_its_code() => Assert.Equal("relation is away (42P01)", DatabaseProblem.Of(Refused));

    [Fact]
    public void The_write_s_own_failure_is_told_rather_than_that_of_its_rollback() =>
        Assert.Equal("relation is away (42P01)", DatabaseProblem.Of(
            new AggregateException(new AggregateException("while rolling back", new ObjectDisposedException("NpgsqlTransaction")),
                Refused)));

    [Fact]
    public void A_lost_connection_is_told_with_its_cause() =>
        Assert.Equal("Failed to connect to db:5432: refused",
            DatabaseProblem.Of(new NpgsqlException("Failed to connect to db:5432", new IOException("refused"))));

    [Fact]
    public void An_open_breaker_is_told_in_words() =>
        Assert.Contains("tried again", DatabaseProblem.Of(new OpenCircuitException()));

    [Theory] // https://www.sqlite.org/rescode.html
    [InlineData(5, "locked")]
    [InlineData(8, "cannot be written")]
    [InlineData(11, "damaged")]
    [InlineData(13, "disk is full")]
    [InlineData(1, "as SQLite says")]
    public void SQLite_s_errors_say_what_to_do(int code, string words) =>
        Assert.Contains(words, DatabaseProblem.Of(new SqliteException("as SQLite says", code)));
}
