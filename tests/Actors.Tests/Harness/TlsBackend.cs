using System.Net.Security;
using ActorProxy.Shared.Backends;
using ActorProxy.Shared.Backends.Picking;
using ActorProxy.Shared.Options;

namespace ActorProxy.Actors.Tests.Harness;

/// <summary>A backend with TLS that the test drives by hand, and the authority that its certificates are of.</summary>
internal sealed class TlsBackend : IDisposable
{
    private readonly ScriptedBackend _backend = new();

    public TestCertificates Certificates { get; } = new();

    public bool HasConnection => _backend.HasConnection;

    /// <summary>Options of a node whose one route goes here.</summary>
    /// <param name="more">Further backends of the pool.</param>
    public ProxyOptions Options(BackendTls tls, params string[] more) => TestRoutes.Options(TestRoutes.Route(
        new BackendPool("pool", TestRoutes.Pool([_backend.TlsUrl, .. more]).Backends, PickerKind.RoundRobin) { Tls = tls }));

    /// <summary>The backend's side of a handshake.</summary>
    /// <param name="name">Whom its certificate is for.</param>
    public SslServerAuthenticationOptions Server(string name) => new()
    {
        ServerCertificate = Certificates.Issue("CN=backend", name),
        ApplicationProtocols = [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11],
    };

    /// <summary>A connection before its handshake.</summary>
    public Task<Peer> AcceptAsync() => _backend.AcceptAsync();

    /// <summary>A connection behind its handshake.</summary>
    public Task<Peer> SecureAsync(string name) => SecureAsync(Server(name));

    /// <inheritdoc cref="SecureAsync(string)"/>
    public async Task<Peer> SecureAsync(SslServerAuthenticationOptions server) => await (await AcceptAsync()).SecureAsync(server);

    public void Dispose()
    {
        Certificates.Dispose();
        _backend.Dispose();
    }
}
