using System.Collections.Frozen;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Routing;

// What the routes of many hosts cost a node: memory of its replica of the registry and of its route table, both read from JSON
// as they come from other nodes; the time of a lookup; the time to change one host.
const int Hosts = 10_000;
const int RoutesPerHost = 10;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
Console.WriteLine($"{Hosts:N0} hosts with {RoutesPerHost} routes each, two backends per route");
foreach (var shared in (bool[])[false, true])
{
    var json = Enumerable.Range(0, Hosts).Select(host => Json(host, shared)).ToArray();
    var before = GC.GetTotalMemory(forceFullCollection: true);
    var replica = new ReplicaTable();
    foreach (var host in json)
        replica.Merge(JsonSerializer.Deserialize(host, RegistryJson.Default.HostRoutes)!);
    var copied = GC.GetTotalMemory(forceFullCollection: true);
    var table = RouteTable.Empty.With(replica.Hosts.Values.Select(h => KeyValuePair.Create(h.Host, h.Effective())));
    var built = GC.GetTotalMemory(forceFullCollection: true);
    Console.WriteLine(shared ? "one pool for all" : "a pool per host");
    Console.WriteLine($"  memory: {MiB(built - before)} MiB: replica {MiB(copied - before)}, table {MiB(built - copied)}; "
        + $"as JSON {MiB(json.Sum(j => (long)j.Length))}");
    var (random, same) = (MeasureLookup(table, 1 << 16), MeasureLookup(table, 1));
    Console.WriteLine($"  lookup: {random:F0} ns of a random host and path, {same:F0} ns of always the same");
    MeasureChange(table, replica);
    GC.KeepAlive(json);
}

static double MeasureLookup(RouteTable table, int different)
{
    const int Window = 128;
    var random = new Random(1);
    var requests = Enumerable.Range(0, different).Select(
        _ => (Name(random.Next(Hosts)), $"/service-{random.Next(RoutesPerHost)}/rooms/{random.Next(1000)}")).ToArray();
    var next = 0;
    var time = Median(20_000, Lookup);
    var before = GC.GetAllocatedBytesForCurrentThread();
    for (var i = 0; i < 1000; i++)
        Lookup();
    if (GC.GetAllocatedBytesForCurrentThread() - before is > 0 and var bytes)
        Console.WriteLine($"  LOOKUPS ALLOCATE: {bytes} bytes in {1000 * Window:N0} of them");
    return time.TotalNanoseconds / Window;

    void Lookup()
    {
        for (var i = 0; i < Window; i++)
        {
            var (host, path) = requests[next++ % requests.Length];
            if (table.Match(host, path) is null)
                throw new InvalidOperationException($"{host}{path} has no route.");
        }
    }
}

static void MeasureChange(RouteTable table, ReplicaTable replica)
{
    var one = replica.Hosts.Values.First();
    var change = Median(300, () => table.With([KeyValuePair.Create(one.Host, one.Effective())]));
    var names = replica.Hosts.Values.ToDictionary(h => h.Host.Name, h => (object)h, StringComparer.OrdinalIgnoreCase);
    var frozen = Median(300, () => names.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase));
    Console.WriteLine($"  change of one host: {change.TotalMicroseconds:F1} µs; to freeze its dictionary would take "
        + $"{frozen.TotalMilliseconds:F2} ms");
}

// After as many runs for the compiler. Short runs and not their mean: where other programs run, some lose the CPU.
static TimeSpan Median(int runs, Action work)
{
    var times = Enumerable.Range(0, 2 * runs).Select(_ =>
    {
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start);
    }).ToList();
    return times.Skip(runs).Order().ElementAt(runs / 2);
}

static byte[] Json(int host, bool shared)
{
    if (!HostPattern.TryParse(Name(host), out var pattern, out var error))
        throw new InvalidOperationException(error);
    var pool = Pool(shared ? 0 : host);
    var routes = Enumerable.Range(0, RoutesPerHost).Select(i => PathPattern.TryPrefix($"/service-{i}", out var path, out var problem)
        ? new Route($"route-{host}-{i}", pattern, path, pool, [])
        : throw new InvalidOperationException(problem));
    var all = new HostRoutes(pattern, 1, DateTimeOffset.UnixEpoch, [new RouteLayer(RouteLayer.Operator, 0, [.. routes])]);
    return JsonSerializer.SerializeToUtf8Bytes(all, RegistryJson.Default.HostRoutes);
}

static BackendPool Pool(int number) => new($"pool-{number}",
    [.. Enumerable.Range(0, 2).Select(i => Backend.At(new BackendAddress($"10.{number / 250}.{number % 250}.{i + 1}", 8080)))],
    PickerKind.RoundRobin);

static string Name(int host) => $"tenant-{host}.example.org";

static string MiB(long bytes) => (bytes / 1024.0 / 1024).ToString("F1");
