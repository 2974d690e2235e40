using System.Diagnostics;
using System.Net;

namespace ActorProxy.Bench.Cluster;

/// <summary>One node: a process in a network namespace, which a supervisor may start again.</summary>
internal sealed class LabNode
{
    public const int Port = 8080;
    public const int AdminPort = 9111;

    /// <summary>Of all nodes.</summary>
    public const int ClosesPerSecond = 100;

    /// <summary>For the admin endpoints of the lab.</summary>
    public const string Token = "token-of-the-cluster-lab";

    private static readonly HttpClient Probe = new() { Timeout = TimeSpan.FromSeconds(1) };

    private readonly string _namespace;
    private readonly string _binaries;
    private readonly string _configuration;
    private readonly string _log;
    private Process? _process;

    public LabNode(int number, string @namespace, string binaries, string directory, string connection)
    {
        Number = number;
        _namespace = @namespace;
        _binaries = binaries;
        Address = IPAddress.Parse($"10.77.0.1{number}");
        _configuration = Path.Combine(directory, $"node{number}.conf");
        _log = Path.Combine(directory, $"node{number}.log");
        File.WriteAllText(_configuration, $$"""
            actorproxy {
              listeners { web { address = "{{Address}}", port = {{Port}} } }
              cluster {
                enabled = true
                hostname = "{{Address}}"
                seed-nodes = ["10.77.0.11:4053", "10.77.0.12:4053", "10.77.0.13:4053"]
                plaintext = true
              }
              registry { enabled = true, store = postgresql, connection-string = {{System.Text.Json.JsonSerializer.Serialize(connection, Relaxed)}} }
              health { port = 8081 }
              admin { address = "{{Address}}", port = {{AdminPort}}, token = "{{Token}}" }
              access-log { enabled = false }
              limits { max-connections = 0 }
              shutdown { drain-grace = 180s, closes-per-second = {{ClosesPerSecond}}, nodes-at-a-time = 1 }
              pools {
                echo { backends = ["ws://{{Lab.Host}}:{{Lab.BackendPort}}"] }
                many { backends = [{{string.Join(", ", Enumerable.Range(0, Lab.Backends).Select(i => $"\"ws://{Lab.Host}:{Lab.BackendPort + i}\""))}}] }
              }
              routes {
                echo { path = /echo, pool = echo }
                many { path = /many, pool = many }
              }
            }
            """);
    }

    private static System.Text.Json.JsonSerializerOptions Relaxed { get; } =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public int Number { get; }

    public IPAddress Address { get; }

    public IPEndPoint EndPoint => new(Address, Port);

    /// <summary>Of its process.</summary>
    public int Id => _process!.Id;

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Of the last process that ended.</summary>
    public int? ExitCode => _process is { HasExited: true } ended ? ended.ExitCode : null;

    /// <summary>Resident memory of the process, bytes.</summary>
    public long Memory
    {
        get
        {
            using var process = Process.GetProcessById(ChildOf(_process!.Id));
            return process.WorkingSet64;
        }
    }

    public void Start() => _process = Process.Start(new ProcessStartInfo("/bin/sh",
        ["-c", $"exec ip netns exec {_namespace} {Path.Combine(_binaries, "actorproxy", "actorproxy")} run {_configuration} >> {_log} "
            + $"2>&1"]))!;

    /// <summary>Whether it says that it is ready.</summary>
    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await Probe.GetAsync($"http://{Address}:8081/readyz");
            return answer.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    public async Task ReadyAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (!await IsReadyAsync())
        {
            if (!IsRunning)
                throw new InvalidOperationException($"node {Number} ended with code {ExitCode}: see {_log}");
            await Task.Delay(20, limit.Token);
        }
    }

    /// <summary>SIGTERM, and waits for the end.</summary>
    public async Task StopAsync()
    {
        if (!IsRunning)
            return;
        await Signal("TERM");
        await _process!.WaitForExitAsync();
    }

    public void Kill()
    {
        if (IsRunning)
            _process!.Kill(entireProcessTree: true);
    }

    /// <summary>Cuts it off from the other nodes, not from clients, backends and the database; or ends that.</summary>
    public async Task PartitionAsync(IEnumerable<LabNode> others, bool cut)
    {
        foreach (var other in others)
        {
            await RunAsync("ip", "-n", _namespace, "route", cut ? "add" : "del", "blackhole", $"{other.Address}/32");
            await RunAsync("ip", "-n", other._namespace, "route", cut ? "add" : "del", "blackhole", $"{Address}/32");
        }
    }

    /// <summary>Loses packets of other nodes, of what is sent to this one.</summary>
    public Task LoseAsync(IEnumerable<LabNode> others, int percent) => RuleAsync(others, percent);

    /// <summary>Loses them no more, where none are lost but those of <see cref="LoseAsync"/>.</summary>
    public Task HearAsync() => RunAsync("ip", "netns", "exec", _namespace, "iptables", "-F", "INPUT");

    /// <summary>Whether it sees as many members, all of them up, and is ready.</summary>
    public async Task<bool> SeesAsync(int members)
    {
        if (!await IsReadyAsync())
            return false;
        using var question = new HttpRequestMessage(HttpMethod.Get, $"http://{Address}:{AdminPort}/api/cluster/show");
        question.Headers.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", Token);
        try
        {
            using var answer = await Probe.SendAsync(question);
            var rows = (await answer.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return rows.Count(row => row.Contains("\"status\":\"up\"", StringComparison.Ordinal)
                && row.Contains("\"reachable\":true", StringComparison.Ordinal)) == members;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    private async Task RuleAsync(IEnumerable<LabNode> others, int percent)
    {
        foreach (var other in others)
        {
            string[] share = percent == 100 ? [] : ["-m", "statistic", "--mode", "random", "--probability",
                (percent / 100.0).ToString(System.Globalization.CultureInfo.InvariantCulture)];
            await RunAsync("ip", ["netns", "exec", _namespace, "iptables", "-A", "INPUT", "-s", other.Address.ToString(), .. share,
                "-j", "DROP"]);
        }
    }

    /// <summary>The process is replaced by what it executes: its own id is that of the proxy.</summary>
    private static int ChildOf(int process) => process;

    private Task Signal(string name) =>
        RunAsync("kill", $"-{name}", ChildOf(_process!.Id).ToString(System.Globalization.CultureInfo.InvariantCulture));

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments))!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}");
    }
}
