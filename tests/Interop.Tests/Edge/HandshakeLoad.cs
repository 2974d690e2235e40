using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ActorProxy.Interop.Tests.Harness;

namespace ActorProxy.Interop.Tests.Edge;

/// <summary>
/// Clients that come one after the other at a fixed pace, each with a TLS handshake and one request, until it is disposed of.
/// </summary>
internal sealed class HandshakeLoad : IAsyncDisposable
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(10);

    private static readonly byte[] Request = Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    private readonly ConcurrentQueue<ServedClient> _served = new();
    private readonly ConcurrentQueue<Exception> _failures = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly IPEndPoint _server;
    private readonly RemoteCertificateValidationCallback _verify;
    private readonly Task _running;

    public HandshakeLoad(IPEndPoint server, RemoteCertificateValidationCallback verify)
    {
        (_server, _verify) = (server, verify);
        _running = RunAsync();
    }

    public IReadOnlyList<ServedClient> Served => [.. _served];

    public IReadOnlyCollection<Exception> Failures => _failures;

    /// <summary>Waits until this many of those that came after this time stamp are served.</summary>
    public Task ServedSinceAsync(long since, int count) => Wait.UntilAsync(
        () => Task.FromResult(!_failures.IsEmpty || _served.Count(client => client.Came >= since) >= count), $"{count} handshakes");

    /// <summary>Waits until all clients that have come are served.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(Wait.Timeout);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var clients = new List<Task>();
        using var pace = new PeriodicTimer(Pace);
        try
        {
            while (await pace.WaitForNextTickAsync(_stop.Token))
                clients.Add(VisitAsync());
        }
        catch (OperationCanceledException)
        {
        }
        await Task.WhenAll(clients);
    }

    private async Task VisitAsync()
    {
        var came = TimeProvider.System.GetTimestamp();
        try
        {
            using var limit = new CancellationTokenSource(Wait.Timeout);
            using var tcp = new TcpClient();
            await tcp.ConnectAsync(_server, limit.Token);
            await using var tls = new SslStream(tcp.GetStream());
            // A resumed session would show no certificate.
            var options = new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = _verify,
                AllowTlsResume = false };
            await tls.AuthenticateAsClientAsync(options, limit.Token);
            await tls.WriteAsync(Request, limit.Token);
            using var answer = new StreamReader(tls, Encoding.Latin1);
            Assert.StartsWith("HTTP/1.1 200 ", await answer.ReadToEndAsync(limit.Token));
            _served.Enqueue(new ServedClient(((X509Certificate2)tls.RemoteCertificate!).Subject, came));
        }
        catch (Exception failure)
        {
            _failures.Enqueue(failure);
        }
    }
}
