namespace ActorProxy.Node.Configuration;

/// <summary>
/// Where a text of HOCON includes files from. Both methods throw an IOException or an UnauthorizedAccessException where more is wrong
/// than that nothing is there.
/// </summary>
internal interface IHoconFiles
{
    /// <summary>The files that a name stands for, in the ordinal order of their paths; empty where there are none.</summary>
    /// <param name="directory">Of the file that has the name in it; empty for the process's own.</param>
    /// <param name="name">Relative to it or absolute, with <c>*</c> and <c>?</c> for any characters, or one, within a name.</param>
    IReadOnlyList<string> Find(string directory, string name);

    /// <summary>The text of a file; one with more characters than <paramref name="limit"/> is an error.</summary>
    string Read(string file, int limit);
}
