using ActorProxy.Actors.Closing;
using ActorProxy.Actors.Connections.Exchanges.Clients;
using ActorProxy.Shared.Termination;
using Akka.Actor;

namespace ActorProxy.Actors.Connections.Phases;

/// <summary>The client's requests are served, on the loop or by the gateway, until there are no more or one asks for WebSocket.</summary>
internal sealed class GatewayPhase : ConnectionPhase
{
    private readonly IHttpConnection _http;
    private TerminationReason? _draining; // why it serves no further request

    /// <summary>Lends the client to who serves them.</summary>
    /// <param name="bytes">What was read of it so far.</param>
    public GatewayPhase(Connection connection, ReadOnlyMemory<byte> bytes)
        : base(connection)
    {
        var client = connection.Client;
        var given = new HttpHandOver(connection.Proxy, connection.Listener, connection.Accounting.Id, connection.Accounting.RequestNumbers,
            client.Peer, client.Destination, client.Tls, client.Channel, bytes, connection.Self);
        _http = client.Tls is { IsHttp2: true } ? connection.Proxy.Gateway!.Serve(given) : new ClientExchanges(given).Start();
    }

    public override bool TryReceive(object message)
    {
        switch (message)
        {
            case HttpUpgrade upgrade:
                OnUpgrade(upgrade);
                return true;
            case StreamHandOver stream:
                Connection.Context.Parent.Tell(stream);
                return true;
            case HttpEnded ended:
                OnEnded(ended);
                return true;
            case CloseConnection { IsDrain: true } close:
                _draining = close.Command.Reason;
                _http.Drain();
                return true;
            case CloseConnection close:
                _http.Cut(close.Command.Reason, close.Id);
                return true;
            default:
                return false;
        }
    }

    public override void EndUnasked(TerminationReason reason)
    {
        _http.Cut(reason);
        Connection.Client.Release().Abort();
    }

    private void OnUpgrade(HttpUpgrade upgrade)
    {
        Connection.Accounting.Restart();
        var opening = new OpeningPhase(Connection);
        Connection.Enter(opening);
        TerminationReason? draining = Connection.Proxy.Admission.Draining ? TerminationReason.NodeShutdown : _draining;
        if (draining is { } reason)
            opening.Refuse(upgrade.Head, reason, "The connection is to end with its present request.");
        else
            opening.Route(upgrade.Head, upgrade.Rest);
    }

    private void OnEnded(HttpEnded ended)
    {
        var client = Connection.Client.Release();
        if (ended.Cut || ended.ClientIsDone)
        {
            if (ended.Cut)
                client.Abort();
            else
                client.Close();
            Connection.Stop();
            return;
        }
        AnsweringPhase.Enter(Connection, ClientAnswer.SendAsync(
            client, default, Connection.Proxy.Options.Tunnel.CloseTimeout, ended.Reading));
    }
}
