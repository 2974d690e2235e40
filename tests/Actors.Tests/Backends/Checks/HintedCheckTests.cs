using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Shared.Backends.Health;
using ActorProxy.Shared.Backends.Reports;

namespace ActorProxy.Actors.Tests.Backends.Checks;

/// <summary>
/// What another node says of a backend has this one ask it before its time, and decides nothing. Here that time is an hour away.
/// </summary>
public sealed class HintedCheckTests
{
    private static readonly HealthCheck Hourly =
        new() { Kind = HealthCheckKind.Http, Interval = TimeSpan.FromHours(1), Fall = 1, Rise = 1 };

    [Theory]
    [InlineData(200)]
    [InlineData(500)]
    public async Task One_that_another_node_finds_down_is_asked_at_once_and_its_own_answer_decides(int status)
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        await AnswerAsync(proxy, backend, 200);

        Hear(proxy, new BackendNews(backend.Url, IsDown: true));
        await AnswerAsync(proxy, backend, status);

        Assert.Equal(status == 500, StatusOf(proxy).IsDown);
    }

    [Fact]
    public async Task One_that_is_down_here_and_up_elsewhere_is_asked_at_once()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        await AnswerAsync(proxy, backend, 500);
        Assert.True(StatusOf(proxy).IsDown);

        Hear(proxy, new BackendNews(backend.Url, IsDown: false));
        await AnswerAsync(proxy, backend, 200);

        Assert.False(StatusOf(proxy).IsDown);
    }

    [Fact]
    public async Task A_flood_of_news_is_one_question_an_interval()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        await AnswerAsync(proxy, backend, 200);

        for (var i = 0; i < 1000; i++)
            Hear(proxy, new BackendNews(backend.Url, IsDown: true), new BackendNews("ws://10.9.9.9:1", IsDown: true));
        await AnswerAsync(proxy, backend, 200);
        for (var i = 0; i < 20; i++)
        {
            Hear(proxy, new BackendNews(backend.Url, IsDown: true));
            await proxy.PassAsync(TimeSpan.FromMinutes(1));
            Assert.False(backend.HasConnection);
        }

        await proxy.PassAsync(TimeSpan.FromHours(1)); // its own time comes
        await AnswerAsync(proxy, backend, 200);
    }

    [Fact]
    public async Task Who_says_what_is_known_already_brings_no_question()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        await AnswerAsync(proxy, backend, 200);

        Hear(proxy, new BackendNews(backend.Url, IsDown: false));
        await proxy.PassAsync(TimeSpan.FromMinutes(1));

        Assert.False(backend.HasConnection);
    }

    [Fact]
    public async Task What_a_check_finds_out_is_there_to_be_told()
    {
        using var backend = new ScriptedBackend();
        await using var proxy = await StartAsync(backend);
        var learned = new TaskCompletionSource<BackendNews>(TaskCreationOptions.RunContinuationsAsynchronously);
        proxy.Node.Context.Pools.Hints.Learned += learned.SetResult;

        await AnswerAsync(proxy, backend, 500);

        Assert.Equal(new BackendNews(backend.Url, IsDown: true), await learned.Task.WaitAsync(Peer.Timeout));
    }

    private static Task<TestProxy> StartAsync(ScriptedBackend backend) =>
        TestProxy.StartAsync(TestRoutes.Options(TestRoutes.Route(TestRoutes.Pool(backend.Url) with { HealthCheck = Hourly })));

    private static CheckStatus StatusOf(TestProxy proxy) => proxy.Load.Members[0].Check!.Status;

    private static void Hear(TestProxy proxy, params BackendNews[] news) => proxy.Node.Context.Pools.Hints.Hear(news);

    /// <summary>Moves the clock on until the node asks, and answers it.</summary>
    private static async Task AnswerAsync(TestProxy proxy, ScriptedBackend backend, int status)
    {
        await Wait.UntilAsync(async () =>
        {
            if (!backend.HasConnection)
                await proxy.PassAsync(TimeSpan.FromMilliseconds(100));
            return backend.HasConnection;
        }, "a question");
        var before = StatusOf(proxy);
        var (peer, _) = await backend.AcceptRequestAsync();
        await peer.SendAsync($"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n");
        await Wait.UntilAsync(() => !ReferenceEquals(StatusOf(proxy), before), "that its answer is known");
        peer.Dispose();
    }
}
