namespace ActorProxy.Actors.Tests.Harness;

/// <summary>A fact about what only Linux has.</summary>
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute()
    {
        if (!OperatingSystem.IsLinux())
            Skip = "the epoll transport runs on Linux only";
    }
}
