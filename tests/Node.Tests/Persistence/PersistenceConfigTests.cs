using ActorProxy.Node.Persistence;
using ActorProxy.Shared.Options;
using ActorProxy.Tests.Harness;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ActorProxy.Node.Tests.Persistence;

public sealed class PersistenceConfigTests
{
    private const string Journal = "akka.persistence.journal.sql";

    [Theory]
    [InlineData(RegistryStore.Sqlite)]
    [InlineData(RegistryStore.Postgresql)]
    public void The_journal_is_the_system_s_own_and_there_are_no_snapshots(RegistryStore store)
    {
        var config = PersistenceConfig.For(new RegistryOptions { Store = store, ConnectionString = "Host=db" });

        Assert.Equal(Journal, config.GetString("akka.persistence.journal.plugin"));
        Assert.Equal("akka.persistence.no-snapshot-store", config.GetString("akka.persistence.snapshot-store.plugin"));
    }

    [Fact]
    public void A_password_may_have_any_characters()
    {
        var written = new NpgsqlConnectionStringBuilder { Host = "db", Password = PostgresServer.Password }.ConnectionString;

        var config = PersistenceConfig.For(new RegistryOptions { Store = RegistryStore.Postgresql, ConnectionString = written });

        Assert.Equal(PostgresServer.Password, new NpgsqlConnectionStringBuilder(config.GetString(Journal + ".connection-string")).Password);
    }

    [Fact]
    public void What_the_user_says_of_timeouts_stays()
    {
        var parsed = PostgresqlServer.Parse("Host=db;CommandTimeout=60");

        Assert.Equal(60, parsed.CommandTimeout);
        Assert.Equal(5, parsed.Timeout);
    }

    [Fact]
    public void A_relative_directory_is_fixed_at_the_start()
    {
        var config = PersistenceConfig.For(new RegistryOptions { DataDirectory = "some \"data\"" });

        Assert.Equal(Path.GetFullPath("some \"data\"/registry.db"),
            new SqliteConnectionStringBuilder(config.GetString(Journal + ".connection-string")).DataSource);
    }

    [Theory]
    [InlineData("Host=db;Password=geheim;Databse=x")]
    [InlineData("Host=db;Password=a;geheim=b")]
    [InlineData("Host=db;Password=geheim;Port=many")]
    [InlineData("Host=db;Password='geheim")]
    [InlineData("geheim")]
    [InlineData("Username=x;Password=geheim")]
    public void A_bad_connection_string_is_told_without_its_password(string bad)
    {
        var error = Assert.Throws<IOException>(() => PersistenceConfig.For(
            new RegistryOptions { Store = RegistryStore.Postgresql, ConnectionString = bad }));

        Assert.Contains("connection-string", error.Message);
        Assert.DoesNotContain("geheim", error.ToString());
    }
}
