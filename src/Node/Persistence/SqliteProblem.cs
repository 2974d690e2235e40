using Microsoft.Data.Sqlite;

namespace ActorProxy.Node.Persistence;

/// <summary>SQLite's errors in words that say what to do.</summary>
internal static class SqliteProblem
{
    // https://www.sqlite.org/rescode.html
    private const int Permission = 3;
    private const int Busy = 5;
    private const int ReadOnly = 8;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int NotADatabase = 26;

    public static string Of(SqliteException error) => error.SqliteErrorCode switch
    {
        Permission or ReadOnly => "the file or its directory cannot be written",
        Busy => "another program has locked the file",
        Corrupt => "the file is damaged; restore a backup",
        Full => "the disk is full",
        CannotOpen => "the file cannot be opened; it must be a plain file that this user may read and write",
        NotADatabase => "the file is no SQLite database; move it away, or name another data-directory",
        _ => error.Message,
    };
}
