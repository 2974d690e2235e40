using System.Net;
using System.Net.Security;
using ActorProxy.Actors.Health;
using ActorProxy.Actors.Operator;
using ActorProxy.Node.Health;
using ActorProxy.Node.SideServers;
using ActorProxy.Shared.Options;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Serilog;
using SocketBudget = ActorProxy.Transport.SocketBudget;

namespace ActorProxy.Node.Admin;

/// <summary>
/// Where operators see and steer the node: the commands of the catalogue as an API, its description, the dashboard, metrics,
/// and the answers of the <see cref="HealthEndpoint"/>. docs/api.md describes it.
/// </summary>
public sealed class AdminEndpoint : ISideEndpoint
{
    /// <summary>Bytes of a request's body: a route as JSON has a few KiB.</summary>
    public const int MaxBodySize = 512 * 1024;

    /// <summary>Dashboards and taps keep theirs; each is a few KiB.</summary>
    private const int MaxConnections = 256;

    /// <summary>Commands that read may have all their arguments in the request line.</summary>
    private const int MaxHeadSize = 16 * 1024;

    private static readonly TimeSpan FirstByteTimeout = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan HeadTimeout = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan KeepAlive = TimeSpan.FromMinutes(1);

    private readonly SlimServer _server;
    private readonly AdminGuard _guard;

    private readonly AdminCertificate? _certificate;
    private string? _tokenFile;

    private AdminEndpoint(SlimServer server, AdminGuard guard, AdminCertificate? certificate, string? tokenFile) =>
        (_server, _guard, _certificate, _tokenFile) = (server, guard, certificate, tokenFile);

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address => _server.Address;

    /// <summary>Starts it, also where <see cref="AdminOptions.Port"/> is 0: then the system chooses a port.</summary>
    /// <param name="systemRuns">Whether the actor system has not terminated; asked at each request, from any thread.</param>
    /// <param name="sockets">What connections beyond the kept places are counted in; null for no limit.</param>
    /// <param name="former">
    /// Whose place it takes; null for none. What that one has read of the same files stays, where they are gone.
    /// </param>
    /// <param name="metrics">Answers <c>/metrics</c>; null where they are off.</param>
    /// <exception cref="IOException">
    /// The address cannot be bound, the token or the certificate cannot be used, or others than this machine could connect
    /// without a token.
    /// </exception>
    public static async Task<AdminEndpoint> StartAsync(
        AdminOptions options, IOperatorService service, NodeHealth health, Func<bool> systemRuns, RequestDelegate? metrics,
        TimeProvider time, ILogger log,
        SocketBudget? sockets = null, AdminEndpoint? former = null)
    {
        var token = TokenOf(options, former);
        if (token is null && options.BeyondLoopback)
            throw new IOException($"The admin endpoint on {options.Address} can be reached from elsewhere: set admin.token or "
                + $"admin.token-file");
        if (options is { BeyondLoopback: true, Tls: null })
            log.Warning("Admin endpoint: on {Address} the token passes over plain TCP, "
                + "and anyone who can read it there can use it; see admin.tls", options.Address);
        var certificate = options.Tls is not { } files ? null
            : former?._certificate is { } known && known.Files == files ? known
            : new AdminCertificate(files, time, log);
        var guard = new AdminGuard(token, new WrongTokens(time), log);
        var answers = new AdminAnswers(guard, new HealthAnswers(health, systemRuns), new CommandAnswers(service, log), metrics);
        return new AdminEndpoint(await SlimServer.StartAsync(
            "admin endpoint", "admin", new IPEndPoint(options.Address, options.Port), Configure, listen =>
                Listen(listen, certificate), answers.ServeAsync,
            new SideConnections(MaxConnections, FirstByteTimeout, sockets, time), log), guard, certificate, options.TokenFile);
    }

    /// <summary>What callers must know by these options; null for nothing.</summary>
    /// <param name="running">Its token stands in for that of the same file, where that is gone: it is warned of elsewhere.</param>
    /// <exception cref="IOException">The file cannot be read, or does not hold a token that can be used.</exception>
    internal static AdminToken? TokenOf(AdminOptions options, AdminEndpoint? running)
    {
        try
        {
            return AdminToken.Read(options);
        }
        catch (IOException) when (running?._tokenFile is { } file && file == options.TokenFile)
        {
            return running._guard.Token;
        }
    }

    /// <summary>Asks for another token from now on.</summary>
    internal void Take(AdminOptions options, AdminToken? token) => (_tokenFile, _guard.Token) = (options.TokenFile, token);

    /// <summary>Closes it, and cuts what is under way.</summary>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    ValueTask ISideEndpoint.UnbindAsync() => _server.UnbindAsync();

    Task ISideEndpoint.EndAsync(CancellationToken cut) => _server.EndAsync(cut);

    private static void Configure(KestrelServerOptions kestrel)
    {
        var limits = kestrel.Limits;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.MaxRequestBodySize = MaxBodySize;
        limits.MaxRequestLineSize = MaxHeadSize;
        limits.MaxRequestHeadersTotalSize = MaxHeadSize;
        limits.RequestHeadersTimeout = HeadTimeout;
        limits.KeepAliveTimeout = KeepAlive;
        // People put a pager behind a long list or a tap, and read at their leisure.
        limits.MinResponseDataRate = null;
    }

    private static void Listen(ListenOptions listen, AdminCertificate? certificate)
    {
        listen.Protocols = HttpProtocols.Http1;
        if (certificate is not null)
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                OnConnection = _ =>
                    ValueTask.FromResult(new SslServerAuthenticationOptions { ServerCertificateContext = certificate.Current }),
            });
    }
}
