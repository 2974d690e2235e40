using System.Net;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Routing;

namespace ActorProxy.Shared.Tests.Backends;

internal static class Pools
{
    public static BackendPool Of(PickerKind picker, params int[] weights) =>
        new("pool", [.. weights.Select((weight, i) => new Backend($"b{i}", new BackendAddress($"b{i}", 80), weight))], picker);

    public static IPAddress Client(int number) => new([10, (byte)(number >> 16), (byte)(number >> 8), (byte)number]);

    public static Route Route(string host, string path, string id = "")
    {
        Assert.True(HostPattern.TryParse(host, out var hostPattern, out var error), error);
        PathPattern? pathPattern;
        Assert.True(path.StartsWith('=')
            ? PathPattern.TryExact(path[1..], out pathPattern, out error)
            : PathPattern.TryPrefix(path, out pathPattern, out error), error);
        return new Route(id.Length > 0 ? id : host + path, hostPattern, pathPattern!, Of(PickerKind.RoundRobin, 1), []);
    }
}
