using ActorProxy.Node.Resources;
using ActorProxy.Shared.Admission;

namespace ActorProxy.Node.Tests.Resources;

public sealed class CgroupMemoryTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Of_version_2_the_narrowest_of_the_group_and_those_around_it_counts()
    {
        Write("proc/self/cgroup", "0::/pods/pod7/actorproxy\n");
        Write("sys/fs/cgroup/pods/pod7/actorproxy/memory.max", "max\n");
        Write("sys/fs/cgroup/pods/pod7/memory.max", "2147483648\n");
        Write("sys/fs/cgroup/pods/pod7/memory.current", "1500000000\n");
        Write("sys/fs/cgroup/pods/pod7/memory.stat", "anon 1200000000\nfile 300000000\ninactive_file 200000000\nactive_file 100000000\n");
        Write("sys/fs/cgroup/pods/memory.max", "8589934592\n");

        var group = CgroupMemory.Find(_root)!;

        Assert.Equal(2147483648, group.Limit);
        Assert.Equal(new MemoryUse(1300000000, 2147483648), group.Read());
    }

    [Fact]
    public void Of_version_1_it_is_the_container_s_own_where_the_path_is_the_host_s()
    {
        Write("proc/self/cgroup", "12:cpu,cpuacct:/docker/1f\n9:memory:/docker/1f\n0::/system.slice\n");
        Write("sys/fs/cgroup/memory/memory.limit_in_bytes", "536870912\n");
        Write("sys/fs/cgroup/memory/memory.usage_in_bytes", "400000000\n");
        Write("sys/fs/cgroup/memory/memory.stat", "inactive_file 5\ntotal_inactive_file 100000000\n");

        Assert.Equal(new MemoryUse(300000000, 536870912), CgroupMemory.Find(_root)!.Read());
    }

    [Theory]
    [InlineData("0::/\n", "sys/fs/cgroup/memory.max", "max\n")]
    [InlineData("4:memory:/\n", "sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n")]
    [InlineData("0::/../../elsewhere\n", "sys/fs/cgroup/other", "1\n")]
    [InlineData("\n", "sys/fs/cgroup/memory.max", "1\n")]
    public void No_limit_is_none(string groups, string file, string content)
    {
        Write("proc/self/cgroup", groups);
        Write(file, content);

        Assert.Null(CgroupMemory.Find(_root));
    }

    [Fact]
    public void Without_proc_there_is_none() => Assert.Null(CgroupMemory.Find(_root));

    [Fact]
    public void A_group_that_is_gone_cannot_be_read()
    {
        Write("proc/self/cgroup", "0::/a\n");
        Write("sys/fs/cgroup/a/memory.max", "1000\n");

        Assert.Null(CgroupMemory.Find(_root)!.Read());
    }

    private void Write(string file, string content)
    {
        var path = Path.Combine(_root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
