using ActorProxy.Transport.Epoll;

namespace ActorProxy.Transport.Tests.Support;

/// <summary>A fact about relays in io_uring.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UringFactAttribute : FactAttribute
{
    public UringFactAttribute()
    {
        if (!EpollTransport.SupportsUring)
            Skip = "Needs io_uring: Linux 6.1 or later, and a sandbox that allows it.";
    }
}
