namespace ActorProxy.Transport.Tests.Support;

/// <summary>A fact that holds, or can be looked at, on Linux only.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxFactAttribute : FactAttribute
{
    /// <param name="reason">Why it needs Linux.</param>
    public LinuxFactAttribute(string reason)
    {
        if (!OperatingSystem.IsLinux())
            Skip = $"Needs Linux: {reason}";
    }
}
