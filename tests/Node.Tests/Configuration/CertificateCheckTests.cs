using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorProxy.Node.Configuration;
using ActorProxy.Shared.Options;

namespace ActorProxy.Node.Tests.Configuration;

/// <summary>What <c>check FILE</c> finds in the files that a configuration names.</summary>
public sealed class CertificateCheckTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("actorproxy-").FullName;

    private LoadedConfiguration? _loaded;
    private string[] _warnings = [];

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_certificate_with_its_key_is_fine()
    {
        Write("a", DateTimeOffset.UtcNow.AddDays(1));
        Assert.Empty(Check("a.pem", "a.key"));
    }

    [Fact]
    public void Certificate_chain_and_key_may_be_one_file()
    {
        Write("a", DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(PathOf("all"), File.ReadAllText(PathOf("a.key")) + "\n" + File.ReadAllText(PathOf("a.pem")));
        Assert.Empty(Check("all", "all"));
    }

    [Fact]
    public void A_key_of_another_certificate_is_named_with_its_line()
    {
        Write("a", DateTimeOffset.UtcNow.AddDays(1));
        Write("b", DateTimeOffset.UtcNow.AddDays(1));
        Assert.Equal([$"4: actorproxy.listeners.web.tls.certificates[0].key: {PathOf("b.key")}: the key is not that of the certificate "
            + $"in {PathOf("a.pem")}"], Check("a.pem", "b.key"));
    }

    [Fact]
    public void An_expired_certificate_is_warned_of_with_its_end()
    {
        Write("a", new DateTimeOffset(2024, 2, 29, 12, 0, 0, TimeSpan.Zero));
        Assert.Empty(Check("a.pem", "a.key"));
        Assert.Equal([$"3: actorproxy.listeners.web.tls.certificates[0].certificate: {PathOf("a.pem")}: the certificate has expired on "
            + $"2024-02-29 12:00:00 UTC; it is used all the same, and peers that look at it refuse it"], _warnings);
    }

    [Fact]
    public void A_certificate_of_the_future_is_warned_of_with_its_begin()
    {
        Write("a", new DateTimeOffset(2224, 2, 29, 12, 0, 0, TimeSpan.Zero));
        Assert.Empty(Check("a.pem", "a.key"));
        Assert.Contains("the certificate is valid from 2224-02-27 12:00:00 UTC on only", Assert.Single(_warnings));
    }

    [Fact]
    public void Of_a_node_that_runs_the_files_that_it_has_loaded_are_warned_of_and_others_are_problems()
    {
        Write("a", DateTimeOffset.UtcNow.AddDays(1));
        Write("b", DateTimeOffset.UtcNow.AddDays(1));
        Assert.Empty(Check("a.pem", "a.key"));
        File.Delete(PathOf("a.pem"));
        File.Delete(PathOf("b.pem"));

        Assert.Empty(Check("a.pem", "a.key", _loaded!.Options));
        Assert.Equal([$"3: actorproxy.listeners.web.tls.certificates[0].certificate: {PathOf("a.pem")}: there is no such file; what "
            + $"was loaded before stays in use, and a node would not start with this"], _warnings);
        Assert.Equal([$"3: actorproxy.listeners.web.tls.certificates[0].certificate: {PathOf("b.pem")}: there is no such file"],
            Check("b.pem", "b.key", _loaded.Options));
    }

    [Theory]
    [InlineData("none.pem", "a.key", 3, "certificate", "none.pem", "there is no such file")]
    [InlineData("a.pem", "none.key", 4, "key", "none.key", "there is no such file")]
    [InlineData("a.key", "a.key", 3, "certificate", "a.key", "holds no certificate in PEM")]
    [InlineData("a.pem", "a.pem", 3, "certificate", "a.pem", "holds no private key in PEM")]
    [InlineData("a.pem", "empty", 4, "key", "empty", "holds no private key in PEM")]
    [InlineData("a.pem", "locked.key", 4, "key", "locked.key", "the key is encrypted; it must be without a pass phrase")]
    public void A_file_that_is_not_what_it_should_be_is_named(
        string certificate, string key, int line, string entry, string file, string problem)
    {
        Write("a", DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(PathOf("empty"), "");
        Assert.Equal([$"{line}: actorproxy.listeners.web.tls.certificates[0].{entry}: {PathOf(file)}: {problem}"], Check(certificate, key));
    }

    [Fact]
    public void Roots_and_pools_are_looked_at_too()
    {
        File.WriteAllText(PathOf("empty"), "");
        Write("a", DateTimeOffset.UtcNow.AddDays(1));
        var problems = Load($$"""
            actorproxy {
              listeners.web { port = 1, tls { certificates = [{ certificate = "{{PathOf("a.pem")}}", key = "{{PathOf("a.key")}}" }], client-ca = "{{PathOf("empty")}}" } }
              pools.p {
                backends = ["wss://a"]
                tls {
                  ca = "{{PathOf("none")}}"
                  certificate = "{{PathOf("a.pem")}}"
                  key = "{{PathOf("none")}}"
                }
              }
            }
            """);
        Assert.Equal(
            [
                $"2: actorproxy.listeners.web.tls.client-ca: {PathOf("empty")}: holds no certificate in PEM",
                $"6: actorproxy.pools.p.tls.ca: {PathOf("none")}: there is no such file",
                $"8: actorproxy.pools.p.tls.key: {PathOf("none")}: there is no such file",
            ], problems);
    }

    [Theory]
    [InlineData("a.pem", "a.key", "a.pem", "")]
    [InlineData("a.pem", "b.key", "a.pem", "4: actorproxy.cluster.tls.key: @b.key: the key is not that of the certificate in @a.pem")]
    [InlineData("old.pem", "old.key", "a.pem", "")]
    [InlineData("a.pem", "a.key", "none", "5: actorproxy.cluster.tls.ca: @none: there is no such file")]
    [InlineData("a.pem", "a.key", "a.key", "5: actorproxy.cluster.tls.ca: @a.key: holds no certificate in PEM")]
    public void The_cluster_s_files_are_looked_at_too(string certificate, string key, string ca, string problem)
    {
        Write("a", DateTimeOffset.UtcNow.AddDays(1));
        Write("b", DateTimeOffset.UtcNow.AddDays(1));
        Write("old", new DateTimeOffset(2024, 2, 29, 12, 0, 0, TimeSpan.Zero));
        string[] expected = problem.Length == 0 ? [] : [problem.Replace("@", _directory + Path.DirectorySeparatorChar)];

        Assert.Equal(expected, Load(Cluster(enabled: true, certificate, key, ca)));
    }

    [Fact]
    public void A_cluster_that_is_off_needs_no_files() => Assert.Empty(Load(Cluster(enabled: false, "none", "none", "none")));

    [Fact]
    public void A_file_that_is_not_named_is_told_once() =>
        Assert.Equal(
            [
                "1: actorproxy.cluster.tls: the certificate is missing; name the PEM file with the certificate and its chain",
                "1: actorproxy.cluster.tls: the key is missing; name the PEM file with the certificate's private key",
                "1: actorproxy.cluster.tls: the ca is missing; name the PEM file of the roots that the other "
                    + "nodes' certificates must lead to",
            ], Load("actorproxy.cluster { enabled = true, seed-nodes = [\"a:1\"], tls {} }"));

    private string Cluster(bool enabled, string certificate, string key, string ca) => $$"""
        actorproxy.cluster {
          enabled = {{(enabled ? "true" : "false")}}, seed-nodes = ["a:1"], tls {
            certificate = "{{PathOf(certificate)}}"
            key = "{{PathOf(key)}}"
            ca = "{{PathOf(ca)}}"
          }
        }
        """;

    private string PathOf(string name) => Path.Combine(_directory, name);

    private IEnumerable<string> Check(string certificate, string key, ProxyOptions? running = null) => Load($$"""
        actorproxy.listeners.web {
          port = 1, tls.certificates = [{
            certificate = "{{PathOf(certificate)}}"
            key = "{{PathOf(key)}}"
          }]
        }
        """, running);

    /// <summary>The problems without the file's name.</summary>
    private IEnumerable<string> Load(string text, ProxyOptions? running = null)
    {
        var file = PathOf("test.conf");
        File.WriteAllText(file, text);
        var result = ConfigurationLoader.Load(file, running);
        if (result.Loaded is { } loaded)
            (_loaded, _warnings) = (loaded, [.. loaded.Warnings.Select(w => w.ToString()[(file.Length + 1)..])]);
        return result.Problems.Select(p => p.ToString()[(file.Length + 1)..]);
    }

    private void Write(string name, DateTimeOffset end)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(end.AddDays(-2), end);
        File.WriteAllText(PathOf($"{name}.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(PathOf($"{name}.key"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(PathOf("locked.key"), key.ExportEncryptedPkcs8PrivateKeyPem(
            "secret", new PbeParameters(PbeEncryptionAlgorithm.Aes128Cbc, HashAlgorithmName.SHA256, 1)));
    }
}
