using System.Net;
using ActorProxy.Node.Admin;
using ActorProxy.Node.Configuration;
using ActorProxy.Node.Tests.Persistence;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Tls;

namespace ActorProxy.Node.Tests.Configuration;

public sealed class AdminReaderTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void All_keys_are_read()
    {
        var result = ConfigurationLoader.Parse(
            """actorproxy.admin { address = "::", port = 9111, token = ${TOKEN}, tls { certificate = a, key = b } }""", "f", name =>
                name == "TOKEN" ? "0123456789abcdef" : null);

        Assert.Empty(result.Problems);
        Assert.Equal(
            new AdminOptions { Address = IPAddress.IPv6Any, Port = 9111, Token = "0123456789abcdef", Tls = new CertificateFiles("a", "b") },
            result.Loaded!.Options.Admin);
        Assert.DoesNotContain("0123456789abcdef", result.Loaded.Options.Admin.ToString());
    }

    [Theory]
    [InlineData("port = 9111")]
    [InlineData("port = 9111, token = short")]
    [InlineData("port = 9111, address = \"127.0.0.2\"")]
    [InlineData("port = 9111, address = \"::1\"")]
    [InlineData("address = \"0.0.0.0\"")] // off
    [InlineData("port = 9111, address = \"0.0.0.0\", token = 0123456789abcdef")]
    [InlineData("port = 9111, address = \"0.0.0.0\", token-file = token")]
    public void Loopback_or_a_token_is_fine(string keys) =>
        Assert.Empty(ConfigurationLoader.Parse($"actorproxy.admin {{ {keys} }}", "f").Problems);

    [Theory]
    [InlineData("port = 9111, address = \"0.0.0.0\"",
        "address: 0.0.0.0 can be reached from elsewhere, and anyone who connects could close connections and change routes: set token "
        + "or token-file, or 127.0.0.1")]
    [InlineData("port = 9111, address = \"::\", tls { certificate = a, key = b }",
        "address: :: can be reached from elsewhere, and anyone who connects could close connections and change routes: set token or "
        + "token-file, or 127.0.0.1")]
    [InlineData("port = 9111, address = \"0.0.0.0\", token = 0123456789abcde",
        "token: the token has 15 characters; beyond loopback it needs at least 16")]
    [InlineData("token = \"\"", "token: the token is empty")]
    [InlineData("token = \"a b\"", "token: the token has a character that no Authorization field can carry; "
        + "use visible ASCII without spaces")]
    [InlineData("token = a, token-file = b", "token-file: the token is given twice; write either token or token-file")]
    [InlineData("port = 65536", "port: 65536 is out of range; allowed is 0 to 65535")]
    [InlineData("tls { certificate = a }", "tls: the key is missing; name the PEM file with the certificate's private key")]
    [InlineData("tokn = a", "tokn: unknown key; did you mean token?")]
    public void What_is_wrong_is_named(string keys, string problem) =>
        Assert.Equal([$"f:1: actorproxy.admin.{problem}"],
            ConfigurationLoader.Parse($"actorproxy.admin {{ {keys} }}", "f").Problems.Select(p => p.ToString()));

    [Theory]
    [InlineData("0123456789abcdef\n", null)]
    [InlineData("  0123456789abcdef  \r\n", null)]
    [InlineData("0123456789abcde\n", "the token has 15 characters; beyond loopback it needs at least 16")]
    [InlineData("\n", "the token is empty")]
    [InlineData("0123456789abcdef\n0123456789abcdef\n",
        "the token has a character that no Authorization field can carry; use visible ASCII without spaces")]
    public void The_file_of_a_token_is_looked_at(string text, string? problem)
    {
        var file = _directory.File("token");
        File.WriteAllText(file, text);

        Assert.Equal(problem is null ? [] : [$"actorproxy.admin.token-file: {file}: {problem}"], Check(file));
    }

    [Fact]
    public void A_file_that_is_not_there_is_named() =>
        Assert.Equal([$"actorproxy.admin.token-file: {_directory.File("none")}: there is no such file"], Check(_directory.File("none")));

    [Fact]
    public void The_certificate_is_looked_at()
    {
        var file = Write($$"""actorproxy.admin { port = 9111, tls { certificate = "{{_directory.File("none")}}", key = b } }""");

        Assert.Equal([$"{file}:1: actorproxy.admin.tls.certificate: {_directory.File("none")}: there is no such file"],
            ConfigurationLoader.Load(file).Problems.Select(p => p.ToString()));
    }

    [Fact]
    public void The_token_is_compared_as_a_whole()
    {
        var token = AdminToken.Read(new AdminOptions { Token = "0123456789abcdef" })!;

        Assert.True(token.IsIn("Bearer 0123456789abcdef"));
        Assert.True(token.IsIn("bearer 0123456789abcdef"));
        Assert.False(token.IsIn("Bearer 0123456789abcde"));
        Assert.False(token.IsIn("Bearer 0123456789abcdef0"));
        Assert.False(token.IsIn("Bearer "));
        Assert.False(token.IsIn("0123456789abcdef"));
    }

    private IEnumerable<string> Check(string tokenFile)
    {
        var file = Write($$"""actorproxy.admin { port = 9111, address = "0.0.0.0", token-file = "{{tokenFile}}" }""");
        return ConfigurationLoader.Load(file).Problems.Select(p => p.ToString()[(file.Length + 4)..]);
    }

    private string Write(string text)
    {
        var file = _directory.File("test.conf");
        File.WriteAllText(file, text);
        return file;
    }
}
