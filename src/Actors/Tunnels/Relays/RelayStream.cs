namespace ActorProxy.Actors.Tunnels.Relays;

/// <summary>A loop's hand on a stream that carries one relay after another. Used on the loop.</summary>
internal sealed class RelayStream
{
    private Action? _begin; // null until its stage has started
    private TunnelControl? _next;

    /// <summary>Whether its stage has stopped.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Has it start a tunnel, later. It carries no other.</summary>
    public void Run(TunnelControl control)
    {
        _next = control;
        _begin?.Invoke();
    }

    /// <summary>Its stage has started.</summary>
    /// <param name="begin">Has the stage <see cref="Take"/>, later.</param>
    public void Open(Action begin) => _begin = begin;

    /// <summary>Its stage has stopped.</summary>
    public void Close() => IsOver = true;

    /// <summary>The tunnel that is to start; null for none.</summary>
    public TunnelControl? Take()
    {
        var control = _next;
        _next = null;
        return control;
    }
}
