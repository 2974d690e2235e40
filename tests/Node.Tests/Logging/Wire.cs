using System.Net;
using System.Net.Sockets;

namespace ActorProxy.Node.Tests.Logging;

/// <summary>Leads connections to a port of this machine until it is cut, as a network is.</summary>
internal sealed class Wire : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<TcpClient> _peers = [];
    private readonly int _to;

    public Wire(int to)
    {
        _to = to;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Where it begins.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Cuts what it leads, and leads nothing more.</summary>
    public void Dispose()
    {
        _listener.Dispose();
        lock (_peers)
            _peers.ForEach(end => end.Dispose());
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            TcpClient from, to = new();
            try
            {
                from = await _listener.AcceptTcpClientAsync();
                await to.ConnectAsync(IPAddress.Loopback, _to);
            }
            catch (Exception cut) when (cut is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                to.Dispose();
                return;
            }
            lock (_peers)
                _peers.AddRange([from, to]);
            _ = LeadAsync(from.GetStream(), to.GetStream());
            _ = LeadAsync(to.GetStream(), from.GetStream());
        }
    }

    private static async Task LeadAsync(NetworkStream from, NetworkStream to)
    {
        try
        {
            await from.CopyToAsync(to);
        }
        catch (Exception cut) when (cut is IOException or ObjectDisposedException)
        {
        }
        finally
        {
            to.Dispose();
        }
    }
}
