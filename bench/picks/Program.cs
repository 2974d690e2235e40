using System.Diagnostics;
using System.Globalization;
using System.Net;
using ActorProxy.Actors.Backends;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Picking;

// What it costs a request to have a backend chosen of a pool of a thousand, and to be counted there: of one where all is well, and of one
// where some are full.
const int Backends = 1000;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var clients = Enumerable.Range(0, 4096).Select(i => new IPAddress([10, 1, (byte)(i >> 8), (byte)i])).ToArray();
foreach (var picker in Enum.GetValues<PickerKind>())
{
    var states = new PoolStates(TimeProvider.System);
    var well = states.Of(Pool(picker, limit: 0));
    var crowded = states.Of(Pool(picker, limit: 1));
    for (var i = 0; i < Backends / 10; i++)
        crowded.Members[i * 10].State.TryEnter(0);
    Console.WriteLine($"{picker,-18} {Measure(well),6:F0} ns; with a tenth of them full {Measure(crowded),6:F0} ns");
}

BackendPool Pool(PickerKind picker, int limit) => new($"pool {limit}",
    Enumerable.Range(0, Backends).Select(i => new Backend($"b{i}", new BackendAddress($"10.0.{i >> 8}.{i & 255}", 80), weight: 1)), picker)
{
    MaxConnectionsPerBackend = limit,
};

double Measure(PoolState pool)
{
    const int Window = 256;
    var next = 0;
    var times = Enumerable.Range(0, 6000).Select(_ =>
    {
        var start = Stopwatch.GetTimestamp();
        Picks();
        return Stopwatch.GetElapsedTime(start);
    }).Skip(3000).Order().ToList();
    var before = GC.GetAllocatedBytesForCurrentThread();
    Picks();
    if (GC.GetAllocatedBytesForCurrentThread() - before is > 0 and var bytes)
        Console.WriteLine($"PICKS ALLOCATE: {bytes} bytes in {Window} of them");
    return times[times.Count / 2].TotalNanoseconds / Window;

    void Picks()
    {
        for (var i = 0; i < Window; i++)
        {
            var sequence = -1L;
            var choice = pool.Now();
            var backend = pool.Enter(choice, ref sequence, StableHash.Of(clients[next++ % clients.Length]), default);
            if (backend < 0)
                throw new InvalidOperationException("No backend is left.");
            choice.Members[backend].State.Leave();
        }
    }
}
