using System.Net;

namespace ActorProxy.Transport;

/// <summary>
/// A bound TCP address. Members may be called from any thread; disposing it stops accepting and leaves accepted channels alone.
/// </summary>
public interface IListener : IDisposable
{
    /// <summary>The bound address, with the port that was picked when 0 was asked for.</summary>
    IPEndPoint EndPoint { get; }

    /// <summary>Ends when it has been disposed of and none of its sockets is open any more: nobody can connect.</summary>
    Task Closed { get; }

    /// <summary>How often accepting had to wait because no descriptor was left for another client, or too little memory.</summary>
    long Pauses { get; }

    /// <summary>
    /// Leaves new connections in the kernel's backlog until <see cref="Resume"/>. Takes effect on each loop before work that is posted to
    /// it after this call.
    /// </summary>
    void Pause();

    /// <summary>Accepts again.</summary>
    void Resume();

    /// <summary>Goes by another backlog, and has other settings for the channels that are accepted from now on.</summary>
    void Take(ListenOptions options);
}
