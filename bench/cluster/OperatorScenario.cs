using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace ActorProxy.Bench.Cluster;

/// <summary>What operators ask for, with as many tunnels as the descriptors of a process allow on each node.</summary>
internal sealed class OperatorScenario(Lab lab, string binaries)
{
    private const int Rounds = 20;

    private static readonly HttpClient Api = new()
    {
        Timeout = TimeSpan.FromSeconds(30),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", LabNode.Token) },
    };

    public async Task RunAsync(int tunnelsPerNode, Action<string, bool> check, Action<string> say)
    {
        var loads = lab.Nodes.Select(node => Process.Start(new ProcessStartInfo(Path.Combine(binaries, "wsload"),
            ["-m", "idle", "-h", node.Address.ToString(), "-p", Text(LabNode.Port), "-u", "/many", "-c", Text(tunnelsPerNode), "-r", "1500",
                "-i", "5", "-t", "600"])
        { RedirectStandardOutput = true })!).ToList();
        try
        {
            await MeasureAsync(tunnelsPerNode * lab.Nodes.Count, check, say);
        }
        finally
        {
            loads.ForEach(load => load.Kill());
        }
    }

    private async Task MeasureAsync(int tunnels, Action<string, bool> check, Action<string> say)
    {
        while (Total(await AskAsync(0, "connections/count")) < tunnels)
            await Task.Delay(500);
        say($"operator: {tunnels} tunnels over three nodes, a message of each every 5 s");
        await TimedAsync("connections list --limit 50 --sort bytes", 0, "connections/list?limit=50&sort=bytes", check, say);
        await TimedAsync("connections count --by route", 1, "connections/count?by=route", check, say);
        await CloseAsync(check, say);

        lab.Nodes[2].Kill();
        var begun = Stopwatch.GetTimestamp();
        var answers = await AskAsync(0, "connections/list?limit=50&sort=bytes&timeout=2s");
        var took = Stopwatch.GetElapsedTime(begun);
        var named = answers.Any(a => a["kind"]!.GetValue<string>() == "warning"
            && a["text"]!.GetValue<string>().Contains($"{lab.Nodes[2].Address}:4053", StringComparison.Ordinal));
        say($"operator: with a node that was killed, the list takes {took.TotalMilliseconds:F0} ms");
        check("operator: the dead node is named, and delays the answer by no more than the time-out of 2 s",
            named && took < TimeSpan.FromSeconds(2.5));
        lab.Nodes[2].Start();
        await lab.Nodes[2].ReadyAsync();
    }

    private async Task TimedAsync(string name, int node, string query, Action<string, bool> check, Action<string> say)
    {
        var times = new List<double>();
        for (var i = 0; i < Rounds; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            var answers = await AskAsync(node, query);
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            if (answers.Any(a => a["kind"]!.GetValue<string>() is "warning" or "error"))
                throw new InvalidOperationException($"{name}: {answers[^1].ToJsonString()}");
        }
        times.Sort();
        say(string.Create(CultureInfo.InvariantCulture,
            $"operator: {name}: {times[Rounds / 2]:F0} ms (median of {Rounds}), {times[^1]:F0} ms (slowest)"));
        check($"operator: {name} under 1 s", times[^1] < 1000);
    }

    /// <summary>A tunnel of node 3 is closed at node 1.</summary>
    private async Task CloseAsync(Action<string, bool> check, Action<string> say)
    {
        var times = new List<double>();
        for (var i = 0; i < Rounds; i++)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            using var client = new Client();
            // The tunnel of the round before may still be waiting for its backend's Close frame.
            var host = $"close{i}.example.org";
            if (await client.OpenAsync(lab.Nodes[2].EndPoint, host, "/echo", limit.Token) != 101)
                throw new InvalidOperationException("no tunnel to close");
            var id = (await AskAsync(0, $"connections/list?host={host}"))[0]["row"]!["id"]!.GetValue<string>();
            var begun = Stopwatch.GetTimestamp();
            var closed = AskAsync(0, "connections/close", new JsonObject { ["id"] = id, ["code"] = "4001", ["reason"] = "moved" });
            var (code, reason) = await client.CloseAsync(limit.Token);
            times.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            await closed;
            if ((code, reason) != (4001, "moved"))
                throw new InvalidOperationException($"the client got {code} '{reason}'");
        }
        times.Sort();
        say(string.Create(CultureInfo.InvariantCulture,
            $"operator: connections close from another node reaches the client after {times[Rounds / 2]:F0} ms (median of {Rounds}), "
            + $"{times[^1]:F0} ms (slowest)"));
        check("operator: a close from another node reaches the client within 1 s with its code and reason", times[^1] < 1000);
    }

    private async Task<List<JsonNode>> AskAsync(int node, string query, JsonObject? post = null)
    {
        var url = new Uri($"http://{lab.Nodes[node].Address}:{LabNode.AdminPort}/api/{query}");
        using var answer = post is null
            ? await Api.GetAsync(url)
            : await Api.PostAsync(url, new StringContent(post.ToJsonString(), System.Text.Encoding.UTF8, "application/json"));
        var text = await answer.Content.ReadAsStringAsync();
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }

    private static long Total(List<JsonNode> answers) => answers.Sum(a => a["row"]?["count"]?.GetValue<long>() ?? 0);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
