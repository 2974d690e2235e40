using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.SignalR;

namespace ActorProxy.Interop.Tests.SignalR;

/// <summary>A hub that is called, calls back and streams.</summary>
public sealed class TalkHub(HubDepartures departures) : Hub
{
    private Channel<int> Seen => (Channel<int>)Context.Items[nameof(Seen)]!;

    public string Transport() => Context.Features.Get<IHttpTransportFeature>()!.TransportType.ToString();

    /// <summary>Calls the client back before it answers; the greeting's length.</summary>
    public async Task<int> Greet(string greeting)
    {
        await Clients.Caller.SendAsync("greeted", greeting);
        return greeting.Length;
    }

    /// <summary>Items from 1 on, each when the client has confirmed the one before.</summary>
    public async IAsyncEnumerable<int> Count(int items, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var item = 1; item <= items; item++)
        {
            yield return item;
            await Seen.Reader.ReadAsync(cancellation);
        }
    }

    public void Confirm(int item) => Seen.Writer.TryWrite(item);

    public override Task OnConnectedAsync()
    {
        Context.Items[nameof(Seen)] = Channel.CreateUnbounded<int>();
        return Task.CompletedTask;
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        departures.Add(exception);
        return Task.CompletedTask;
    }
}
