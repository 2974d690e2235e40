namespace ActorProxy.Node.Gateway;

/// <summary>The end of one response of an HTTP/2 connection: see <see cref="ResponseCompletions"/>. May be used from any thread.</summary>
internal sealed class ResponseCompletion(ResponseCompletions all, int stream)
{
    private const int IsWritten = 1, IsSent = 2;

    private Action? _sent;
    private int _state;

    public int Stream => stream;

    /// <summary>
    /// Milliseconds of the loop's clock when it began to be waited for, or when last a frame of it passed. Used on the loop.
    /// </summary>
    public long? Since { get; set; }

    /// <summary>
    /// Calls it once, when the server has the whole response and its last frame is on its way, or never will be. To be said before the
    /// server has it.
    /// </summary>
    public void OnSent(Action sent) => _sent = sent;

    /// <summary>The server has the whole response.</summary>
    /// <param name="lost">Whether the stream is gone, so that no last frame follows.</param>
    public void Written(bool lost)
    {
        if (lost)
        {
            all.Forget(this);
            Enter(IsSent);
        }
        else
        {
            all.Await(this);
        }
        Enter(IsWritten);
    }

    /// <summary>The last frame is on its way, or never will be.</summary>
    public void Reach() => Enter(IsSent);

    private void Enter(int state)
    {
        var before = Interlocked.Or(ref _state, state);
        if (before != (IsWritten | IsSent) && (before | state) == (IsWritten | IsSent))
            _sent?.Invoke();
    }
}
