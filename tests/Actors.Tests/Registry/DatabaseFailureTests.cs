using ActorProxy.Actors.Registry;
using Akka.Pattern;
using Microsoft.Data.Sqlite;

namespace ActorProxy.Actors.Tests.Registry;

public sealed class DatabaseFailureTests
{
    private static readonly Exception Write = new SqliteException("no such\n  table.", 1);

    [Fact]
    public void The_database_s_message_is_one_line_without_a_full_stop() => Assert.Equal("no such table", DatabaseFailure.Of(Write));

    [Fact]
    public void The_write_s_own_failure_is_told_rather_than_that_of_its_rollback()
    {
        Assert.Equal("no such table", DatabaseFailure.Of(new AggregateException(new ObjectDisposedException("transaction"), Write)));
        Assert.Equal("no such table", DatabaseFailure.Of(new AggregateException(
            new AggregateException(new SqliteException("no rollback", 1)), Write)));
    }

    [Fact]
    public void A_lost_connection_is_told_with_its_cause() =>
        Assert.Equal("Failed to connect: refused", DatabaseFailure.Of(
            new InvalidOperationException("Failed to connect", new IOException("refused."))));

    [Fact]
    public void What_has_said_its_cause_does_not_say_it_twice()
    {
        Assert.Equal("outer (refused)", DatabaseFailure.Of(new InvalidOperationException("outer (refused)", new IOException("refused"))));
        Assert.NotEmpty(DatabaseFailure.Of(new AggregateException()));
    }

    [Fact]
    public void An_open_breaker_is_told_in_words() =>
        Assert.Equal("it has failed several times in a row, and is tried again in some seconds",
            DatabaseFailure.Of(new OpenCircuitException("open")));
}
