using ActorProxy.Actors.Directory;
using ActorProxy.Actors.Tunnels.Taps;
using Akka.Actor;

namespace ActorProxy.Actors.Taps;

/// <summary>
/// Between taps, which are where their watchers can be reached, and connections, which are of the data plane: references to actors do not
/// pass, since one side cannot watch those of the other.
/// </summary>
/// <param name="system">That of the connections.</param>
internal sealed class TapLinks(IActorRefFactory system)
{
    /// <summary>Has a connection note what passes from now on.</summary>
    /// <param name="queue">Where the notes go, and the name of the tap.</param>
    /// <param name="maxPayload">Bytes of a payload to note.</param>
    /// <param name="told">Gets one <see cref="TapAttached"/>, and <see cref="TapConnectionEnded"/> when the connection ends; on any
    /// thread.</param>
    /// <returns>To be disposed of where nothing more is to be noted: then the queue is closed.</returns>
    public IDisposable Attach(OpenConnection connection, TapQueue queue, int maxPayload, Action<object> told) =>
        new Link(system.ActorOf(Props.Create(() => new TapLink(connection.Actor, queue, maxPayload, told))));

    private sealed class Link(IActorRef actor) : IDisposable
    {
        public void Dispose() => actor.Tell(TapLink.Detach.Instance, ActorRefs.NoSender);
    }
}
