using ActorProxy.Actors.Tests.Harness;

namespace ActorProxy.Node.Tests.Gateway;

/// <summary>What becomes of a backend's failure is the same for an upgrade and a plain request: status, reason, attempts.</summary>
public sealed class EqualAnswersTests
{
    public static TheoryData<string, int> Failures => new()
    {
        { "refused", 502 },
        { "unresolved", 502 },
        { "no TLS", 502 },
        { "closed", 502 },
        { "garbage\r\n\r\n", 502 },
        { "HTTP/1.1 200 \u001bx\r\nContent-Length: 0\r\n\r\n", 502 },
        { "silent", 504 },
        { "HTTP/1.1 503 x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", 503 },
        { "HTTP/1.1 403 x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", 403 },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Of_one_backend(string failure, int status)
    {
        var upgrade = await AnswerAsync(Handshakes.Request(), failure, backends: 1);

        Assert.Equal(status, upgrade.Status);
        Assert.Equal(upgrade, await AnswerAsync(Requests.Get(), failure, backends: 1));
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Of_two(string failure, int status)
    {
        var upgrade = await AnswerAsync(Handshakes.Request(), failure, backends: 2);

        Assert.Equal(status, upgrade.Status);
        Assert.Equal(upgrade, await AnswerAsync(Requests.Get(), failure, backends: 2));
    }

    /// <summary>Status and words of the answer, and how many backends have seen the request.</summary>
    private static async Task<(int Status, string Words, int Seen)> AnswerAsync(string request, string failure, int backends)
    {
        using var port = new ClosedPort();
        var failing = Enumerable.Range(0, backends).Select(_ => new ScriptedBackend()).ToList();
        var options = TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(failing.Select(backend => failure switch
        {
            "refused" => port.Url,
            "unresolved" => "ws://no-such-host.invalid:1",
            "no TLS" => backend.TlsUrl,
            _ => backend.Url,
        }).Distinct())));
        var patience = TimeSpan.FromMilliseconds(200);
        await using var proxy = await GatewayProxy.StartAsync(options with
        {
            Handshake = options.Handshake with { ResponseTimeout = patience },
            Http = options.Http with { ActivityTimeout = patience },
        });
        var seen = 0;
        var peers = new List<Peer>();
        foreach (var backend in failing)
            _ = ServeAsync(backend);
        using var client = await proxy.ConnectAsync();
        await client.SendAsync(request);

        var head = await client.ReadHeadAsync();
        var words = await client.ReadTextAsync(int.Parse(head["Content-Length"].Single(),
            System.Globalization.CultureInfo.InvariantCulture));
        failing.ForEach(backend => backend.Dispose());
        lock (peers)
            peers.ForEach(peer => peer.Dispose());
        return (head.Status, words.Split('\n')[0], Volatile.Read(ref seen));

        async Task ServeAsync(ScriptedBackend backend)
        {
            while (true)
            {
                var peer = await backend.AcceptAsync();
                lock (peers)
                    peers.Add(peer);
                if (failure == "no TLS")
                {
                    await peer.SendAsync("no TLS here");
                    continue;
                }
                await peer.ReadHeadAsync();
                Interlocked.Increment(ref seen);
                if (failure == "closed")
                    peer.Dispose();
                else if (failure != "silent")
                    await peer.SendAsync(failure);
            }
        }
    }
}
