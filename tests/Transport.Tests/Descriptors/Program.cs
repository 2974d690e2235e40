namespace ActorProxy.Transport.Tests.Descriptors;

/// <summary>The process of an <see cref="ExhaustionRun"/>; its argument is the transport.</summary>
internal static class Program
{
    public const string Epoll = "epoll";
    public const string Sockets = "sockets";

    private static async Task Main(string[] arguments)
    {
        using ExhaustionRun run = arguments is [Epoll] ? new ExhaustionRun.OfEpoll() : new ExhaustionRun.OfSockets();
        StartThePoolsThreads();
        await run.RunAsync();
    }

    /// <summary>
    /// So that none has to start while there is no descriptor: the pool starts one for each piece of work, up to this number.
    /// </summary>
    private static void StartThePoolsThreads()
    {
        ThreadPool.GetMinThreads(out var threads, out _);
        var all = new Barrier(threads + 1);
        for (var i = 0; i < threads; i++)
            ThreadPool.QueueUserWorkItem(_ => all.SignalAndWait());
        all.SignalAndWait();
    }
}
