using ActorProxy.Actors.Tunnels.Messages;
using ActorProxy.Shared.WebSockets;
using ActorProxy.Transport;

namespace ActorProxy.Actors.Tunnels.Taps;

/// <summary>The taps of one tunnel, which has this only while there are any. Immutable.</summary>
internal sealed class TunnelTaps
{
    /// <summary>Taps of a connection at most.</summary>
    public const int Max = 4;

    private readonly TunnelTap[] _taps;

    private TunnelTaps(TunnelTap[] taps) => _taps = taps;

    /// <summary>With one tap more; false where that would be too many.</summary>
    public static bool TryAdd(TunnelTaps? taps, TunnelTap tap, out TunnelTaps? result)
    {
        var added = taps is null || taps._taps.Length < Max;
        result = added ? new TunnelTaps([.. taps?._taps ?? [], tap]) : taps;
        return added;
    }

    /// <summary>Without the tap of this queue; null where that was the last.</summary>
    public TunnelTaps? Without(TapQueue queue)
    {
        TunnelTap[] rest = [.. _taps.Where(tap => tap.Queue != queue)];
        return rest.Length == 0 ? null : new TunnelTaps(rest);
    }

    /// <inheritdoc cref="TunnelTap.OnBytes"/>
    public void OnBytes(RelaySide from, ReadOnlySpan<byte> bytes, in FrameScanner scanner)
    {
        foreach (var tap in _taps)
            tap.OnBytes(from, bytes, scanner);
    }

    /// <inheritdoc cref="TunnelTap.OnFrame"/>
    public void OnFrame(MessageDirection from, DecodedFrame frame)
    {
        foreach (var tap in _taps)
            tap.OnFrame(from, frame);
    }

    /// <summary>The tunnel is over.</summary>
    public void End(string reason)
    {
        foreach (var tap in _taps)
            tap.Queue.End(reason);
    }
}
