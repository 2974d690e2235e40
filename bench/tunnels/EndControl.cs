namespace ActorProxy.Bench.Tunnels;

/// <summary>Ends its stage, which says so.</summary>
internal sealed class EndControl
{
    private Action? _end;
    private bool _early;

    public Action? Ended { get; set; }

    public void End()
    {
        _early = true;
        _end?.Invoke();
    }

    public void Open(Action end)
    {
        _end = end;
        if (_early)
            end();
    }

    public sealed class Over
    {
        public static readonly Over Instance = new();
    }
}
