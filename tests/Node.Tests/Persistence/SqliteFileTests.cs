using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Persistence;
using ActorProxy.Shared.Options;
using Microsoft.Data.Sqlite;

namespace ActorProxy.Node.Tests.Persistence;

public sealed class SqliteFileTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_missing_directory_is_made_for_this_user_alone()
    {
        var made = _directory.File("a/b");

        using var file = Prepare(made);

        Assert.True(File.Exists(Path.Combine(made, SqliteFile.FileName)));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(made));
    }

    [Fact]
    public void Writes_go_to_a_log_that_is_synced_at_each_commit()
    {
        using var file = Prepare(_directory.Path);
        using var connection = new SqliteConnection(SqliteFile.ConnectionString(_directory.Path));
        connection.Open();

        Assert.Equal("wal", Ask(connection, "PRAGMA journal_mode"));
        Assert.Equal(2L, Ask(connection, "PRAGMA synchronous")); // FULL
    }

    [Fact]
    public void A_second_user_of_the_file_is_refused_until_the_first_has_let_go()
    {
        var first = Prepare(_directory.Path);

        Assert.Contains("used by another process", Assert.Throws<IOException>(() => Prepare(_directory.Path)).Message);

        first.Dispose();
        Prepare(_directory.Path).Dispose();
    }

    [LinuxFact]
    public async Task The_lock_holds_between_processes()
    {
        using var file = Prepare(_directory.Path);
        using var other = System.Diagnostics.Process.Start("flock", ["-n", "-E", "99", _directory.File(SqliteFile.LockName), "true"]);

        await other.WaitForExitAsync();

        Assert.Equal(99, other.ExitCode);
    }

    [Fact]
    public void The_log_is_merged_at_the_end()
    {
        Prepare(_directory.Path).Dispose();

        Assert.Equal([SqliteFile.FileName, SqliteFile.LockName], Directory.GetFiles(_directory.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void A_directory_that_is_a_file_is_refused()
    {
        File.WriteAllText(_directory.File("data"), "");

        Assert.Contains($"data-directory {_directory.File("data")} cannot be made", Refusal(_directory.File("data")));
    }

    [LinuxFact] // root writes everywhere else
    public void A_directory_that_cannot_be_written_is_refused() =>
        Assert.Contains("data-directory /proc/self cannot be written", Refusal("/proc/self"));

    [Fact]
    public void A_file_that_is_a_directory_is_refused()
    {
        Directory.CreateDirectory(_directory.File(SqliteFile.FileName));

        Assert.Contains("must be a plain file", Refusal(_directory.Path));
    }

    [Fact]
    public void A_file_of_another_kind_is_refused_and_kept()
    {
        var text = new string('x', 10_000);
        File.WriteAllText(_directory.File(SqliteFile.FileName), text);

        Assert.Contains("is no SQLite database", Refusal(_directory.Path));
        Assert.Equal(text, File.ReadAllText(_directory.File(SqliteFile.FileName)));
    }

    [Fact]
    public void A_damaged_file_is_refused()
    {
        Prepare(_directory.Path).Dispose();
        using (var file = File.OpenWrite(_directory.File(SqliteFile.FileName)))
        {
            file.Position = 4096; // the second page: the journal's root
            file.Write(new byte[4096]);
        }

        Assert.Contains("damaged", Refusal(_directory.Path));
    }

    [Fact]
    public void Tables_of_another_shape_are_refused()
    {
        using (var connection = new SqliteConnection($"Data Source={_directory.File(SqliteFile.FileName)};Pooling=False"))
        {
            connection.Open();
            Ask(connection, $"CREATE TABLE {RegistryTables.Journal} (something TEXT)");
        }

        Assert.Contains("no such column", Refusal(_directory.Path));
    }

    [Fact]
    public void A_refused_file_is_not_held()
    {
        File.WriteAllText(_directory.File(SqliteFile.FileName), new string('x', 10_000));
        Refusal(_directory.Path);
        File.Delete(_directory.File(SqliteFile.FileName));

        Prepare(_directory.Path).Dispose();
    }

    [LinuxFact]
    [System.Runtime.Versioning.SupportedOSPlatform("linux")]
    public void What_it_writes_is_for_this_user_alone_and_what_was_not_is_mended()
    {
        const UnixFileMode mine = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var told = new List<string>();
        Directory.CreateDirectory(_directory.Path);
        File.WriteAllText(_directory.File(SqliteFile.LockName), "");
        File.SetUnixFileMode(_directory.File(SqliteFile.LockName), mine | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

        using (Prepare(_directory.Path, told.Add))
        {
            using var connection = new SqliteConnection(SqliteFile.ConnectionString(_directory.Path));
            connection.Open();
            Ask(connection, "CREATE TABLE written (something TEXT)");
            Assert.Equal(
                [SqliteFile.FileName, "registry.db-shm", "registry.db-wal", SqliteFile.LockName],
                Directory.GetFiles(_directory.Path).Select(Path.GetFileName).Order());
            Assert.All(Directory.GetFiles(_directory.Path), file => Assert.Equal(mine, File.GetUnixFileMode(file)));
        }
        File.SetUnixFileMode(_directory.File(SqliteFile.FileName), mine | UnixFileMode.OtherRead);
        using (Prepare(_directory.Path, told.Add))
            Assert.Equal(mine, File.GetUnixFileMode(_directory.File(SqliteFile.FileName)));

        Assert.Equal(
            [$"{_directory.File(SqliteFile.LockName)} had mode 644, so that others could read it; it has 600 now",
                $"{_directory.File(SqliteFile.FileName)} had mode 604, so that others could read it; it has 600 now"], told);
    }

    private static SqliteFile Prepare(string directory, Action<string> warn) =>
        SqliteFile.Prepare(new RegistryOptions { DataDirectory = directory }, warn: warn);

    private static SqliteFile Prepare(string directory) => SqliteFile.Prepare(new RegistryOptions { DataDirectory = directory });

    private static string Refusal(string directory) => Assert.Throws<IOException>(() => Prepare(directory)).Message;

    private static object? Ask(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        return command.ExecuteScalar();
    }
}
