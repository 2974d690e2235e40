using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using ActorProxy.Interop.Tests.Harness;
using ActorProxy.Tests.Harness;

namespace ActorProxy.Interop.Tests;

/// <summary>The executable where nobody takes its log.</summary>
public sealed partial class UnreadLogTests : IDisposable
{
    /// <summary>With paths of 7,000 letters, more than a pipe holds (64 KiB, pipe(7)).</summary>
    private const int Requests = 30;

    private readonly int _port = FreePort.Next();
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Wait.Timeout };

    public void Dispose() => _client.Dispose();

    [ExecutableFact(PeerKind.DotNet)]
    public async Task A_full_pipe_keeps_SIGTERM_from_nothing_and_the_dropped_lines_are_told()
    {
        await using var proxy = ProxyProcess.StartUnread(Arguments);
        await FillAsync();

        Assert.Equal(0, await proxy.TerminateAsync());

        Assert.InRange(Dropped(proxy.Errors), 1, Requests + 100);
    }

    [ExecutableFact(PeerKind.DotNet)]
    public async Task A_full_disk_keeps_SIGTERM_from_nothing_and_the_dropped_lines_are_told()
    {
        await using var proxy = ProxyProcess.StartBy("exec \"$@\" > /dev/full", Arguments);
        await FillAsync();

        Assert.Equal(0, await proxy.TerminateAsync());

        Assert.InRange(Dropped(proxy.Errors), Requests, Requests + 100);
    }

    [ExecutableFact(PeerKind.DotNet)]
    public async Task Where_stderr_is_full_too_it_ends_all_the_same()
    {
        await using var proxy = ProxyProcess.StartBy("exec \"$@\" > /dev/full 2>&1", Arguments);
        await FillAsync();

        Assert.Equal(0, await proxy.TerminateAsync());
    }

    private string[] Arguments =>
        ["run", "--listen", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}"), "--route", "/only=ws://127.0.0.1:9"];

    private async Task FillAsync()
    {
        var url = new Uri($"http://127.0.0.1:{_port}/{new string('a', 7000)}");
        await Wait.UntilAsync(async () =>
        {
            try
            {
                return (await _client.GetAsync(url)).StatusCode == HttpStatusCode.NotFound;
            }
            catch (HttpRequestException)
            {
                return false; // it does not listen yet
            }
        }, "the node answers");
        for (var i = 1; i < Requests; i++)
            Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync(url)).StatusCode);
    }

    private static int Dropped(string errors) =>
        int.Parse(DroppedLines().Match(errors).Groups[1].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex("^actorproxy: ([0-9]+) lines of the log were dropped", RegexOptions.Multiline)]
    private static partial Regex DroppedLines();
}
