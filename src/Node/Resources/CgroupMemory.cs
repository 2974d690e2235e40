using System.Globalization;
using ActorProxy.Shared.Admission;

namespace ActorProxy.Node.Resources;

/// <summary>The memory limit of the process's control group, version 1 or 2: beyond it the kernel ends the process.</summary>
internal sealed class CgroupMemory
{
    /// <summary>What version 1 writes for no limit is a little less than 2^63, rounded to pages.</summary>
    private const long NoLimit = 1L << 60;

    private readonly string _folder;
    private readonly Files _files;

    private CgroupMemory(string folder, Files files, long limit) => (_folder, _files, Limit) = (folder, files, limit);

    /// <summary>Bytes.</summary>
    public long Limit { get; }

    /// <summary>The narrowest limit of the group and of those that it is in; null where there is none.</summary>
    /// <param name="root">The root of the file system.</param>
    public static CgroupMemory? Find(string root = "/")
    {
        try
        {
            return File.ReadLines(Path.Combine(root, "proc/self/cgroup"))
                .SelectMany(line => Candidates(line, Path.Combine(root, "sys/fs/cgroup")))
                .MinBy(group => group.Limit);
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException)
        {
            return null; // no Linux, or no /proc
        }
    }

    /// <summary>
    /// Used is what cannot be dropped, so without pages of files that nobody looked at lately; null where it cannot be read.
    /// </summary>
    public MemoryUse? Read()
    {
        try
        {
            var used = Number(Path.Combine(_folder, _files.Used)) ?? 0;
            var cached = File.ReadLines(Path.Combine(_folder, "memory.stat"))
                .Where(line => line.StartsWith(_files.Cached + " ", StringComparison.Ordinal))
                .Select(line => long.Parse(line.AsSpan(_files.Cached.Length + 1), CultureInfo.InvariantCulture))
                .FirstOrDefault();
            return new MemoryUse(Math.Max(0, used - cached), Limit);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }

    /// <param name="line">Of /proc/self/cgroup, see cgroups(7): hierarchy:controllers:path.</param>
    private static IEnumerable<CgroupMemory> Candidates(string line, string mount)
    {
        var parts = line.Split(':', 3);
        if (parts.Length < 3)
            yield break;
        Files files;
        if (parts is ["0", "", _])
            files = new Files("memory.max", "memory.current", "inactive_file");
        else if (parts[1].Split(',').Contains("memory"))
            (files, mount) = (new Files("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file"),
                Path.Combine(mount, "memory"));
        else
            yield break;
        // In a container the path may be the host's, which is not there; the mount itself is the container's group then.
        for (var folder = Path.Combine(mount, parts[2].TrimStart('/')); folder.Length >= mount.Length; folder = Path.GetDirectoryName(
            folder)!)
        {
            if (Number(Path.Combine(folder, files.Limit)) is > 0 and < NoLimit and var limit)
                yield return new CgroupMemory(folder, files, limit);
        }
    }

    /// <summary>Null where the file is missing or says that there is none ("max").</summary>
    private static long? Number(string file) =>
        File.Exists(file) && long.TryParse(File.ReadAllText(file).AsSpan().Trim(), CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private sealed record Files(string Limit, string Used, string Cached);
}
