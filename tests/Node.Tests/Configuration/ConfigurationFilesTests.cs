using System.Globalization;
using System.Text;
using ActorProxy.Node.Configuration;

namespace ActorProxy.Node.Tests.Configuration;

public sealed class ConfigurationFilesTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory().FullName;

    private string FileName => Path.Combine(_directory, "node.conf");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_file_that_is_too_large_is_refused_before_it_is_read()
    {
        File.WriteAllText(FileName, new string('#', ConfigurationFiles.MaxSize));
        Assert.Equal(ConfigurationFiles.MaxSize, new ConfigurationFiles().Read(FileName, ConfigurationFiles.MaxSize).Length);

        File.AppendAllText(FileName, "#");
        Assert.Equal($"'{FileName}' is larger than 4 MiB; routes in such numbers belong into the registry",
            Assert.Throws<IOException>(() => new ConfigurationFiles().Read(FileName, ConfigurationFiles.MaxSize)).Message);
    }

    [Fact]
    public void One_without_an_end_is_refused()
    {
        if (!OperatingSystem.IsWindows())
            Assert.EndsWith("belong into the registry", Assert.Throws<IOException>(
                () => new ConfigurationFiles().Read("/dev/zero", ConfigurationFiles.MaxSize)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_or_nothing_says_so()
    {
        Assert.Throws<UnauthorizedAccessException>(() => new ConfigurationFiles().Read(_directory, ConfigurationFiles.MaxSize));
        Assert.Throws<FileNotFoundException>(() => new ConfigurationFiles().Read(FileName, ConfigurationFiles.MaxSize));
    }

    [Fact]
    public void Problems_without_end_are_counted()
    {
        var result = ConfigurationLoader.Parse(string.Concat(Enumerable.Repeat("a = *\n", 5000)), "f", _ => null);

        Assert.Equal((101, "f: 4900 problems more"), (result.Problems.Length, result.Problems[^1].ToString()));
    }

    [Fact]
    public void So_are_those_of_settings()
    {
        var result = ConfigurationLoader.Parse(string.Concat(Enumerable.Range(0, 5000).Select(i => $"actorproxy.key{i} = 1\n")), "f",
            _ => null);

        Assert.Equal((101, "f: 4900 problems more"), (result.Problems.Length, result.Problems[^1].ToString()));
    }

    /// <summary>
    /// Each of these took from minutes to hours, in a running node as well: its time grew with the square of what is repeated.
    /// </summary>
    [Theory]
    [InlineData("actorproxy.pools.p.backends = [", "{},", "]", 400_000)]
    [InlineData("actorproxy.forwarding.trusted-peers = ", "[x]", "", 400_000)]
    [InlineData("akka { s {}, a { b = 1 } }\n", "akka.a = ${akka.s}\n", "actorproxy {}", 200_000)]
    [InlineData("akka { s { k000001 = 1, k000002 { k = 1 } } }\nakka.a = {\n", "k{0} = 1\n", "} ${akka.s}", 100_000)]
    [InlineData("actorproxy.pools.p {}\nactorproxy.routes {\n", "r{0} { pool = p{0} }\n", "}", 100_000)]
    [InlineData("actorproxy.pools {\n", "p{0} {}\n", "}\nactorproxy.routes { a { pool = x000001 }, b { pool = x000002 } }", 100_000)]
    [InlineData("actorproxy.routes.r.filters = [", "f{0},", "]", 200_000)]
    [InlineData("actorproxy.limits.on-exhaustion = \"", "\\u0001", "\"", 500_000)]
    public void A_text_of_any_size_comes_to_an_end(string first, string again, string last, int times)
    {
        var text = new StringBuilder(first);
        for (var i = 0; i < times; i++)
            text.Append(again.Replace("{0}", i.ToString("D6", CultureInfo.InvariantCulture), StringComparison.Ordinal));
        text.Append(last);
        if (last.StartsWith("} ${", StringComparison.Ordinal))
            text.Insert(text.Length, " ${akka.s}", times);
        Assert.InRange(text.Length, 1_000_000, ConfigurationFiles.MaxSize);
        Assert.All(ConfigurationLoader.Parse(text.ToString(), "f", _ => null).Problems, problem => Assert.NotEmpty(problem.ToString()));
    }
}
