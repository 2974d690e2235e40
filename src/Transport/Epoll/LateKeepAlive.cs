namespace ActorProxy.Transport.Epoll;

/// <summary>
/// Turns the keepalive of a connected socket on when it could first have an effect: when the connection is as old as it may be idle.
/// Many are over before, and it takes four system calls, of 30 in the life of a short connection.
/// </summary>
internal sealed class LateKeepAlive : Deadline
{
    private readonly int _fd;
    private readonly ChannelOptions _options;

    private LateKeepAlive(EventLoop loop, int fd, ChannelOptions options)
        : base(loop.Wheel)
    {
        (_fd, _options) = (fd, options);
        Arm(options.KeepAlive);
    }

    /// <summary>Null where the options want none.</summary>
    public static LateKeepAlive? For(EventLoop loop, int fd, ChannelOptions options) =>
        options.KeepAlive > TimeSpan.Zero ? new LateKeepAlive(loop, fd, options) : null;

    /// <summary>To be called before the socket is closed: its number is another one's then.</summary>
    public void Stop() => Disarm();

    /// <summary>A connection that is dead already says so to who reads.</summary>
    internal override void Expire() => _ = EpollSockets.TrySetKeepAlive(_fd, _options);
}
