using System.ComponentModel;
using System.Runtime.InteropServices;

namespace ActorProxy.Node.Tests.Reload;

/// <summary>
/// A mounted ConfigMap or Secret: each file is a link through <c>..data</c>, a link to the folder with what the files hold now. Another
/// one takes its place by a rename, so that all files change at once, and none is written where it stands.
/// </summary>
internal sealed partial class MountedVolume(string folder)
{
    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);
    private int _versions;

    public string File(string name) => Path.Combine(folder, name);

    /// <summary>What the files hold from now on; others stay as they are.</summary>
    public void Swap(params (string Name, string Text)[] files)
    {
        foreach (var (name, text) in files)
            _files[name] = text;
        var version = Directory.CreateDirectory(File($"..version_{++_versions}"));
        foreach (var (name, text) in _files)
            System.IO.File.WriteAllText(Path.Combine(version.FullName, name), text);
        Directory.CreateSymbolicLink(File("..data_tmp"), version.Name);
        if (Rename(File("..data_tmp"), File("..data")) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        foreach (var name in _files.Keys.Where(name => !Path.Exists(File(name))))
            System.IO.File.CreateSymbolicLink(File(name), $"..data/{name}");
        if (_versions > 1)
            Directory.Delete(File($"..version_{_versions - 1}"), recursive: true);
    }

    // .NET's own moves look whether the link leads to a file or a folder, and do not put it over another.
    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rename(string from, string to);
}
