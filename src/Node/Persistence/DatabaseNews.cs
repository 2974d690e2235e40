namespace ActorProxy.Node.Persistence;

/// <summary>
/// Which states of a database are told of: each kind of trouble once until it could be used again. Not for several threads at a time.
/// </summary>
internal sealed class DatabaseNews
{
    private readonly HashSet<string> _told = [];
    private bool? _usable;

    /// <summary>Whether what a look has found is to be told.</summary>
    public bool Is(DatabaseState state)
    {
        var turned = _usable != state.IsUsable;
        _usable = state.IsUsable;
        if (turned)
            _told.Clear();
        if (state.IsUsable)
            return turned;
        return _told.Add(state.Away ? "" : state.Problem);
    }
}
