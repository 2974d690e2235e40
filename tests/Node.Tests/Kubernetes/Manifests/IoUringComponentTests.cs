using System.Text.Json;
using ActorProxy.Tests.Harness;

namespace ActorProxy.Node.Tests.Kubernetes.Manifests;

/// <summary>What <c>components/io-uring</c> adds to an overlay; none has it from the start.</summary>
public sealed class IoUringComponentTests
{
    private const string Component = "components/io-uring";

    /// <summary>CLONE_NEW* of <c>clone</c>: a user namespace of one's own gives all rights in it.</summary>
    private const long Namespaces = 0x7E020000;

    /// <summary>System calls that reach beyond the container, other processes, or much of the kernel.</summary>
    private static readonly string[] Never =
    [
        "add_key", "bpf", "chroot", "clock_settime", "delete_module", "fsopen", "init_module", "finit_module", "ioperm", "iopl", "kcmp",
        "kexec_load", "kexec_file_load", "keyctl", "mount", "move_mount", "open_by_handle_at", "open_tree", "perf_event_open",
        "pidfd_getfd", "pivot_root", "process_madvise", "process_vm_readv", "process_vm_writev", "ptrace", "reboot", "request_key",
        "setns", "settimeofday", "swapon", "syslog", "umount2", "unshare", "userfaultfd",
    ];

    private static readonly string[] Ring = ["io_uring_enter", "io_uring_register", "io_uring_setup"];

    public static TheoryData<string> Kustomizations => ManifestTests.Kustomizations;

    [ManifestTheory, MemberData(nameof(Kustomizations))]
    public void Pods_have_the_profile_that_is_shipped_and_otherwise_the_rights_that_they_had(string kustomization)
    {
        var (plain, rendered) = (Rendered.Of(kustomization).Pod, Rendered.With(kustomization, Component).Pod);
        var profile = rendered.SecurityContext.SeccompProfile;

        Assert.Equal("Localhost", profile.Type);
        Assert.True(File.Exists(PathOf(profile.LocalhostProfile)));
        Assert.Equal((plain.SecurityContext.RunAsNonRoot, plain.SecurityContext.RunAsUser),
            (rendered.SecurityContext.RunAsNonRoot, rendered.SecurityContext.RunAsUser));
        // With it the profile is in force before the program begins, and nothing takes it off.
        Assert.False(rendered.Containers.Single().SecurityContext.AllowPrivilegeEscalation);
        Assert.Null(rendered.Containers.Single().SecurityContext.SeccompProfile);
        Assert.Contains($"/var/lib/kubelet/seccomp/{profile.LocalhostProfile}",
            File.ReadAllText(Path.Combine(Repository.Root, "docs", "kubernetes.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void The_profile_refuses_what_it_does_not_name_and_names_the_ring()
    {
        using var profile = Profile();
        var allowed = Allowed(profile).Select(rule => rule.Name).ToHashSet();

        Assert.Equal("SCMP_ACT_ERRNO", profile.RootElement.GetProperty("defaultAction").GetString());
        Assert.Empty(Ring.Except(allowed));
        Assert.Empty(allowed.Intersect(Never));
        // The C library goes on with clone only where the kernel has no clone3 (ENOSYS).
        var rule = Assert.Single(Rules(profile), rule => Names(rule).Contains("clone3"));
        Assert.Equal(("SCMP_ACT_ERRNO", 38), (rule.GetProperty("action").GetString(), rule.GetProperty("errnoRet").GetInt32()));
    }

    [Fact]
    public void Threads_are_made_and_no_namespaces_and_sockets_of_four_families()
    {
        using var profile = Profile();
        var allowed = Allowed(profile).ToList();

        var clone = Assert.Single(allowed, rule => rule.Name == "clone").Condition!.Value;
        Assert.Equal((0, Namespaces, 0L, "SCMP_CMP_MASKED_EQ"), (clone.GetProperty("index").GetInt32(),
            clone.GetProperty("value").GetInt64(), clone.GetProperty("valueTwo").GetInt64(), clone.GetProperty("op").GetString()));
        // AF_UNIX, AF_INET, AF_INET6 and AF_NETLINK.
        Assert.Equal([1L, 2, 10, 16],
            allowed.Where(rule => rule.Name == "socket").Select(rule => rule.Condition!.Value.GetProperty("value").GetInt64()));
    }

    private static JsonDocument Profile() => JsonDocument.Parse(File.ReadAllText(PathOf("actorproxy-io-uring.json")));

    private static string PathOf(string profile) => Path.Combine(Repository.Manifests, Component, profile);

    private static JsonElement.ArrayEnumerator Rules(JsonDocument profile) => profile.RootElement.GetProperty("syscalls").EnumerateArray();

    private static IEnumerable<string> Names(JsonElement rule) =>
        rule.GetProperty("names").EnumerateArray().Select(name => name.GetString()!);

    /// <summary>What is allowed, each with its one condition or without.</summary>
    private static IEnumerable<(string Name, JsonElement? Condition)> Allowed(JsonDocument profile) =>
        Rules(profile).Where(rule => rule.GetProperty("action").GetString() == "SCMP_ACT_ALLOW")
            .SelectMany(rule => Names(rule).Select(name => (name, ConditionOf(rule))));

    private static JsonElement? ConditionOf(JsonElement rule) =>
        rule.TryGetProperty("args", out var conditions) ? conditions.EnumerateArray().Single() : null;
}
