using ActorProxy.Node.Configuration;

namespace ActorProxy.Node.Tests.Configuration;

/// <summary>What <c>check FILE</c> finds in files that list endpoints.</summary>
public sealed class EndpointFileCheckTests : IDisposable
{
    private const string Without = "a node that has not read it before connects the backend by its own name";

    private readonly string _directory = Directory.CreateTempSubdirectory("actorproxy-").FullName;

    private string[] _warnings = [];

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_file_that_can_be_read_is_fine()
    {
        File.WriteAllText(PathOf("feeds"), "10.0.0.1:9000 weight=2 # the first\n\nfeeds-2.example zone=a\n");
        Assert.Empty(Check("feeds"));
        Assert.Empty(_warnings);
    }

    [Theory]
    [InlineData("10.0.0.1\n10.0.0\n",
        "line 2: '10.0.0' is no address; write ADDRESS, ADDRESS:PORT, NAME or NAME:PORT, with brackets around IPv6 before a port")]
    [InlineData("10.0.0.1 wieght=2",
        "line 1: 'wieght=2' says nothing; write weight=N with 1 to 100, priority=N with 0 to 100, or zone=NAME")]
    [InlineData("# nothing\n", "no endpoint is listed")]
    public void A_file_with_a_fault_is_a_problem_with_its_line(string text, string fault)
    {
        File.WriteAllText(PathOf("feeds"), text);
        Assert.Equal([$"4: actorproxy.pools.feeds.backends[1].addresses: {PathOf("feeds")}: {fault}; until it is corrected, {Without}"],
            Check("feeds"));
    }

    [Fact]
    public void A_file_that_is_missing_is_warned_of()
    {
        Assert.Empty(Check("feeds"));
        Assert.Equal([$"4: actorproxy.pools.feeds.backends[1].addresses: {PathOf("feeds")}: there is no such file; until it is there, "
            + $"{Without}"], _warnings);
    }

    [Fact]
    public void What_cannot_be_read_is_warned_of()
    {
        Directory.CreateDirectory(PathOf("feeds"));
        Assert.Empty(Check("feeds"));
        Assert.StartsWith($"4: actorproxy.pools.feeds.backends[1].addresses: {PathOf("feeds")} cannot be read: ", Assert.Single(_warnings));
    }

    [Fact]
    public void Backends_of_routes_are_looked_at_too()
    {
        File.WriteAllText(PathOf("feeds"), "?");
        var keys = Load($$"""
            actorproxy {
              listeners.web.port = 1
              routes {
                a { path = /a, backends = [{ url = "ws://a", addresses = "file:{{PathOf("feeds")}}" }] }
                b { path = /b, pool { name = b, backends = [{ url = "ws://b", addresses = "file:{{PathOf("feeds")}}" }] } }
              }
            }
            """).Select(problem => problem[..problem.IndexOf(": ", 4, StringComparison.Ordinal)]);
        Assert.Equal(["4: actorproxy.routes.a.backends[0].addresses", "5: actorproxy.routes.b.pool.backends[0].addresses"], keys);
    }

    [Fact]
    public void A_node_starts_whatever_is_in_them()
    {
        File.WriteAllText(PathOf("feeds"), "?");
        Assert.NotEmpty(Check("feeds"));

        var result = ConfigurationLoader.LoadForNode(PathOf("test.conf"));
        Assert.True(result.Succeeded);
        Assert.Empty(result.Loaded.Warnings);
    }

    private string PathOf(string name) => Path.Combine(_directory, name);

    private IEnumerable<string> Check(string file) => Load($$"""
        actorproxy {
          listeners.web.port = 1
          pools.feeds.backends = ["ws://listed:9000",
            { url = "ws://feeds:9000", addresses = "file:{{PathOf(file)}}" }]
          routes.feeds { path = /, pool = feeds }
        }
        """);

    /// <summary>The problems without the configuration's name.</summary>
    private IEnumerable<string> Load(string text)
    {
        var file = PathOf("test.conf");
        File.WriteAllText(file, text);
        var result = ConfigurationLoader.LoadForCheck(file);
        _warnings = [.. result.Loaded?.Warnings.Select(warning => warning.ToString()[(file.Length + 1)..]) ?? []];
        return result.Problems.Select(problem => problem.ToString()[(file.Length + 1)..]);
    }
}
