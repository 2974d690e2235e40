using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Taps;

/// <summary>How a tap and its watcher talk when they are on different nodes.</summary>
public static class TapFormats
{
    public static readonly IReadOnlyList<WireFormat> All =
    [
        WireFormat.Json("tap-order/1", TapJson.Default.NodeTap),
        WireFormat.Json("tap-ordered/1", TapJson.Default.NodeTapped),
        WireFormat.Json("tap-refused/1", TapJson.Default.TapRefused),
        WireFormat.Json("tap-started/1", TapJson.Default.TapStarted),
        WireFormat.Json("tap-batch/1", TapJson.Default.TapBatch),
        WireFormat.Json("tap-credit/1", TapJson.Default.TapCredit),
        WireFormat.Json("tap-stop/1", TapJson.Default.TapStop),
        WireFormat.Json("tap-ended/1", TapJson.Default.TapEnded),
    ];
}
