using ActorProxy.Interop.Tests.Harness;

namespace ActorProxy.Interop.Tests.Conversations;

/// <summary>Pages in Chromium, which the first conversation starts and the tests of one class share.</summary>
public sealed class Browser : IClientPeer, IAsyncLifetime
{
    private PageSite? _site;
    private ChildProcess? _process;

    public Task InitializeAsync() => Task.CompletedTask;

    async Task<ClientOutcome> IClientPeer.ConverseAsync(ClientPlan plan)
    {
        if (plan.Ping is not null || plan.Messages.Any(message => message.Parts > 1))
            throw new NotSupportedException("Scripts of pages send neither pings nor fragments.");
        _site ??= await PageSite.StartAsync();
        _process ??= Scripts.StartBrowser("chromium");
        try
        {
            await _process.WriteAsync(plan with { Page = _site.Url });
            return await _process.ReadAsync<ClientOutcome>();
        }
        catch
        {
            await EndAsync(); // lest its late answer be taken for that of the next conversation
            throw;
        }
    }

    public async Task DisposeAsync()
    {
        await EndAsync();
        if (_site is not null)
            await _site.DisposeAsync();
    }

    private async Task EndAsync()
    {
        if (_process is not { } process)
            return;
        _process = null;
        await process.DisposeAsync();
    }
}
