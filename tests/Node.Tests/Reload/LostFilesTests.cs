using System.Net;
using System.Net.Http.Headers;
using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Configuration;
using ActorProxy.Node.Hosting;
using ActorProxy.Node.Reload;
using ActorProxy.Node.Tests.Persistence;
using ActorProxy.Shared.Tls;
using ActorProxy.Tests.Harness;

namespace ActorProxy.Node.Tests.Reload;

/// <summary>What a node has read of files that are gone since stays in use, whatever else a reload changes.</summary>
public sealed class LostFilesTests : IAsyncLifetime
{
    private const string Token = "a-token-of-some-length";

    private readonly TestDirectory _directory = new();
    private readonly TestCertificates _certificates = new();
    private readonly RecordingSink _log = new();
    private CertificateFiles _pair = null!;
    private NodeHost _host = null!;
    private ConfigurationReload _reload = null!;

    public async Task InitializeAsync()
    {
        File.WriteAllText(_directory.File("token"), Token);
        _pair = _certificates.Write("web", "localhost");
        Write(FreePort.Next());
        var loaded = ConfigurationLoader.Load(_directory.File("node.conf")).Loaded!;
        _host = await NodeHost.StartAsync(loaded.Options, loaded.Akka);
        _reload = new ConfigurationReload(_directory.File("node.conf"), loaded, _host, RegistryNode.Logger(_log));
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        _certificates.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task An_admin_endpoint_that_moves_takes_its_token_and_certificate_along()
    {
        var port = FreePort.Next();
        foreach (var file in new[] { _directory.File("token"), _pair.Certificate, _pair.Key })
            File.Delete(file);
        Write(port);

        var result = await _reload.RunAsync();

        Assert.True(result.IsTaken, string.Join("; ", result.Problems));
        Assert.Equal(
            [
                "Warning: actorproxy.admin.tls.certificate",
                "Warning: actorproxy.admin.token-file",
            ],
            _log.Lines.Where(line => line.StartsWith("Warning", StringComparison.Ordinal))
                .Select(line =>
                    $"Warning: {line.Split(' ').First(word => word.StartsWith("actorproxy.", StringComparison.Ordinal)).TrimEnd(':')}")
                .Order(StringComparer.Ordinal));
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Unauthorized],
            [await StatusAsync(port, Token), await StatusAsync(port, "another-token")]);
    }

    [Fact]
    public async Task A_token_that_is_gone_is_nothing_to_an_admin_endpoint_that_is_turned_off()
    {
        File.Delete(_directory.File("token"));
        Write(0);

        Assert.True((await _reload.RunAsync()).IsTaken);
    }

    private static async Task<HttpStatusCode> StatusAsync(int port, string token)
    {
        using var client = new HttpClient(new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true },
        });
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await client.GetAsync($"https://127.0.0.1:{port}/api/catalogue").WaitAsync(Peer.Timeout);
        return answer.StatusCode;
    }

    private void Write(int port) => File.WriteAllText(_directory.File("node.conf"), $$"""
        actorproxy {
          listeners { web { address = "127.0.0.1", port = 0 } }
          admin {
            port = {{port}}, token-file = "{{_directory.File("token")}}"
            tls { certificate = "{{_pair.Certificate}}", key = "{{_pair.Key}}" }
          }
        }
        """);
}
