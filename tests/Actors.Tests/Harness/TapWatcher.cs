using ActorProxy.Shared.Taps;
using Akka.Actor;

namespace ActorProxy.Actors.Tests.Harness;

/// <summary>Watches a tap and keeps all that it is told.</summary>
internal sealed class TapWatcher
{
    private readonly Lock _gate = new();
    private readonly List<(object Message, IActorRef Sender)> _told = [];

    private TapWatcher(IActorRefFactory system, IActorRef directory, TapRequest request, bool givesCredit)
    {
        Ref = system.ActorOf(Props.Create(() => new Watcher(this, givesCredit)));
        directory.Tell(request, Ref);
    }

    public IActorRef Ref { get; }

    public IReadOnlyList<TapBatch> Batches => [.. All<TapBatch>()];

    public IReadOnlyList<TapItem> Items => [.. All<TapBatch>().SelectMany(batch => batch.Items)];

    /// <param name="givesCredit">Whether it takes one batch after the other; else the test gives the credit.</param>
    public static TapWatcher Ask(ActorSystem system, IActorRef directory, TapRequest request, bool givesCredit = true) =>
        new(system, directory, request, givesCredit);

    /// <summary>A tap that has started.</summary>
    public static async Task<TapWatcher> StartAsync(ProxyNode node, string id, bool payload = true, int? maxPayload = null,
        bool givesCredit = true)
    {
        var watcher = Ask(node.ControlSystem, node.Directory, new TapRequest(id, "test") { Payload = payload, MaxPayload = maxPayload },
            givesCredit);
        await watcher.FirstAsync<TapStarted>();
        return watcher;
    }

    /// <summary>The first message of this type, as soon as there is one.</summary>
    public async Task<T> FirstAsync<T>()
    {
        await Wait.UntilAsync(() => All<T>().Any() || All<TapRefused>().Any(), $"{typeof(T).Name} of a tap");
        return Assert.Single(All<T>().Take(1));
    }

    /// <summary>The items, as soon as there are this many.</summary>
    public async Task<IReadOnlyList<TapItem>> AtLeastAsync(int count)
    {
        await Wait.UntilAsync(() => Items.Count + Batches.Sum(batch => batch.Dropped) >= count, $"{count} items of a tap");
        Assert.All(Batches, batch => Assert.Equal(0, batch.Dropped));
        return Items;
    }

    public void Tell(object message)
    {
        lock (_gate)
            _told.First(told => told.Message is TapStarted).Sender.Tell(message, Ref);
    }

    public async Task<TapEnded> StopAsync()
    {
        Tell(new TapStop());
        return await FirstAsync<TapEnded>();
    }

    private IEnumerable<T> All<T>()
    {
        lock (_gate)
            return [.. _told.Select(told => told.Message).OfType<T>()];
    }

    private sealed class Watcher : ReceiveActor
    {
        public Watcher(TapWatcher owner, bool givesCredit) => ReceiveAny(message =>
        {
            lock (owner._gate)
                owner._told.Add((message, Sender));
            if (givesCredit && message is TapBatch)
                Sender.Tell(new TapCredit(1), Self);
        });
    }
}
