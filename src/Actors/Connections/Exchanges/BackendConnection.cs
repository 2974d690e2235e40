using ActorProxy.Transport;

namespace ActorProxy.Actors.Connections.Exchanges;

/// <summary>A connection to a backend, which carries one exchange after another. Used on the channel's loop.</summary>
internal sealed class BackendConnection(BackendKey key, Channel channel, ExchangeLoop loop)
{
    private readonly long _since = channel.Loop.Now;
    private Deadline? _idle; // made where it is kept for the first time

    public BackendKey Key => key;

    public ChannelInput Input { get; } = new(channel, loop);

    public ChannelOutput Output { get; } = new(channel);

    /// <summary>
    /// Whether it may serve requests of one client only: the PROXY header, or who logged in on it, tells the backend who that is.
    /// </summary>
    public bool IsOfOneClient { get; set; } = key.IsOfOneClient;

    /// <summary>Whether it has carried an exchange before the present one.</summary>
    public bool IsUsed { get; private set; }

    /// <summary>How long it has been there.</summary>
    public TimeSpan Age => TimeSpan.FromMilliseconds(channel.Loop.Now - _since);

    /// <summary>It waits for the next exchange.</summary>
    /// <param name="gone">Called where it is worth nothing any more: its time is over, or the backend has said something.</param>
    public void Rest(TimeSpan timeout, Action<BackendConnection> gone)
    {
        IsUsed = true;
        _idle ??= channel.Loop.CreateDeadline(() => gone(this));
        _idle.Arm(timeout);
        Input.Unasked = () => gone(this);
        Input.Watch();
        // What was there at once was nobody's to ask for.
        if (Input.HasEnded || Input.Failure is not null || !Input.Bytes.IsEmpty)
            gone(this);
    }

    /// <summary>The next exchange takes it.</summary>
    public void Wake()
    {
        _idle!.Disarm();
        Input.Unasked = null;
    }

    public void Close()
    {
        _idle?.Disarm();
        Input.Drop();
        channel.Close();
    }

    /// <summary>Closes it in the midst of an exchange.</summary>
    public void Abort()
    {
        Input.Drop();
        channel.Abort();
    }
}
