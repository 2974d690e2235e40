using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ActorProxy.Bench.Ejection;

// Twenty backends, of which eleven fail at once and come back later, under 200 handshakes a second from as many networks, against a node as
// it is shipped: who is affected, how often a bad one is tried, and when all are back.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is not [var node])
{
    Console.Error.WriteLine("usage: dotnet run -c Release --project bench/ejection -- PATH/actorproxy.dll");
    return 2;
}
const int PerSecond = 200;
var time = TimeProvider.System;
var backends = Enumerable.Range(0, 20).Select(_ => new Backend(time)).ToList();
backends.ForEach(backend => backend.Start());
Behaviour[] bad = [.. Enumerable.Repeat(Behaviour.Killed, 5), .. Enumerable.Repeat(Behaviour.Blackholed, 3),
    .. Enumerable.Repeat(Behaviour.Answers500, 2), Behaviour.Closes1011];

var port = FreePort();
var config = Path.GetTempFileName();
File.WriteAllText(config, $$"""
    actorproxy {
      listeners.web { address = 127.0.0.1, port = {{port}} }
      pools.chat.backends = [{{string.Join(", ", backends.Select(backend => $"\"ws://127.0.0.1:{backend.Port}\""))}}]
      routes.chat.pool = chat
    }
    """);
using var process = Process.Start(new ProcessStartInfo("dotnet", [node, "run", config]) { RedirectStandardOutput = true })!;
_ = process.StandardOutput.ReadToEndAsync();
try
{
    await ReadyAsync();
    var clients = new Clients(port, PerSecond, time);
    using var ended = new CancellationTokenSource();
    var running = clients.RunAsync(ended.Token);
    await Task.Delay(TimeSpan.FromSeconds(5));
    var failed = time.GetTimestamp();
    for (var i = 0; i < bad.Length; i++)
        backends[i].Become(bad[i]);
    await Task.Delay(TimeSpan.FromSeconds(40));
    var returned = time.GetTimestamp();
    for (var i = 0; i < bad.Length; i++)
        backends[i].Become(Behaviour.Good);
    await Task.Delay(TimeSpan.FromSeconds(35));
    await ended.CancelAsync();
    await running;
    await Task.Delay(TimeSpan.FromSeconds(6)); // the slowest answers

    // From ten seconds on; a second before the return, so that no handshake is under way then.
    var (from, until) = (failed + Ticks(10), returned - Ticks(1));
    var measured = clients.Answers.Where(answer => answer.At >= from && answer.At < until).ToList();
    var failures = measured.Where(answer => answer.Status != 101).ToList();
    var latencies = measured.Select(answer => answer.Milliseconds).Order().ToList();
    Console.WriteLine($"{measured.Count} handshakes from 10 s after the failure of eleven of twenty on, over {Seconds(until - from):F0} s");
    Print("no handshake fails", failures.Count == 0, $"{failures.Count} failed{Statuses(failures)}");
    Print("none takes over 500 ms", latencies[^1] <= 500,
        $"slowest {latencies[^1]:F0} ms, 99 of 100 within {latencies[(int)(latencies.Count * 0.99)]:F1} ms");
    // Four periods of up to 20 s cannot begin within 29.
    foreach (var kind in new[] { Behaviour.Answers500, Behaviour.Closes1011 })
    {
        var most = backends.Take(bad.Length).Where((_, i) => bad[i] == kind)
            .Max(backend => backend.Handshakes.Count(handshake => handshake.At >= from && handshake.At < until));
        Print($"one trial a period of one that {kind}", most <= 4, $"{most} in {Seconds(until - from):F0} s");
    }
    var back = backends.Take(bad.Length).Select(backend => backend.Handshakes
        .Where(handshake => handshake.At > returned && handshake.Answer == Behaviour.Good).Select(handshake => handshake.At).Order()
        .Skip(1).FirstOrDefault(long.MaxValue)).Max();
    Print("all are back in use within 30 s of their return", back != long.MaxValue && Seconds(back - returned) <= 30,
        back == long.MaxValue ? "not all" : $"the second client of the last one after {Seconds(back - returned):F1} s");
    var before = clients.Answers.Where(answer => answer.At >= failed && answer.At < from).ToList();
    Console.WriteLine($"In the first ten seconds {before.Count(answer => answer.Status != 101)} of {before.Count} failed"
        + $"{Statuses([.. before.Where(answer => answer.Status != 101)])}, and "
        + $"{before.Count(answer => answer.Milliseconds > 500)} took over 500 ms.");
}
finally
{
    process.Kill(entireProcessTree: true);
    File.Delete(config);
    backends.ForEach(backend => backend.Dispose());
}
return Environment.ExitCode;

static void Print(string bar, bool holds, string measured)
{
    Console.WriteLine($"{(holds ? "PASS" : "FAIL")}  {bar}: {measured}");
    if (!holds)
        Environment.ExitCode = 1;
}

static string Statuses(IReadOnlyCollection<(long At, double Milliseconds, int Status)> answers) => answers.Count == 0 ? ""
    : $" ({string.Join(", ", answers.GroupBy(answer => answer.Status).Select(group => $"{group.Count()} x {group.Key}"))})";

long Ticks(double seconds) => (long)(seconds * time.TimestampFrequency);

double Seconds(long ticks) => (double)ticks / time.TimestampFrequency;

static int FreePort()
{
    using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
    return ((IPEndPoint)socket.LocalEndPoint!).Port;
}

async Task ReadyAsync()
{
    for (var i = 0; i < 200; i++)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port);
            return;
        }
        catch (SocketException)
        {
            await Task.Delay(100);
        }
    }
    throw new InvalidOperationException("The node does not come up.");
}
