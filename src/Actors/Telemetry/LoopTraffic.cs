using System.Runtime.InteropServices;
using ActorProxy.Actors.Accounting;

namespace ActorProxy.Actors.Telemetry;

/// <summary>
/// What has passed through all tunnels of one loop, route and backend, ended ones included. Written by the loop alone, with
/// plain adds, so that counting costs a message a nanosecond or two; read by the collector of metrics.
/// </summary>
public sealed class LoopTraffic
{
    private Counts _counts;

    /// <summary>May be called from any thread; the four figures may be of slightly different moments.</summary>
    public Traffic Total => new(
        Volatile.Read(ref _counts.BytesFromClient), Volatile.Read(ref _counts.BytesFromBackend),
        Volatile.Read(ref _counts.MessagesFromClient), Volatile.Read(ref _counts.MessagesFromBackend));

    public void FromClient(int bytes, int messages)
    {
        _counts.BytesFromClient += bytes;
        _counts.MessagesFromClient += messages;
    }

    public void FromBackend(int bytes, int messages)
    {
        _counts.BytesFromBackend += bytes;
        _counts.MessagesFromBackend += messages;
    }

    // As long as two cache lines: what loops write side by side would make each wait for the other.
    [StructLayout(LayoutKind.Sequential, Size = 128)]
    private struct Counts
    {
        public long BytesFromClient;
        public long BytesFromBackend;
        public long MessagesFromClient;
        public long MessagesFromBackend;
    }
}
