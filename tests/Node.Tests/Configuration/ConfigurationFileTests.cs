using ActorProxy.Node.Configuration;

namespace ActorProxy.Node.Tests.Configuration;

public sealed class ConfigurationFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory().FullName;

    private string FileName => Path.Combine(_directory, "node.conf");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_file_that_is_too_large_is_refused_before_it_is_read()
    {
        File.WriteAllText(FileName, new string('#', ConfigurationFile.MaxSize));
        Assert.Equal(ConfigurationFile.MaxSize, ConfigurationFile.Read(FileName).Length);

        File.AppendAllText(FileName, "#");
        Assert.Equal($"'{FileName}' is larger than 4 MiB; routes in such numbers belong into the registry",
            Assert.Throws<IOException>(() => ConfigurationFile.Read(FileName)).Message);
    }

    [Fact]
    public void One_without_an_end_is_refused()
    {
        if (!OperatingSystem.IsWindows())
            Assert.EndsWith("belong into the registry", Assert.Throws<IOException>(() => ConfigurationFile.Read("/dev/zero")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_or_nothing_says_so()
    {
        Assert.Throws<UnauthorizedAccessException>(() => ConfigurationFile.Read(_directory));
        Assert.Throws<FileNotFoundException>(() => ConfigurationFile.Read(FileName));
    }

    [Fact]
    public void Problems_without_end_are_counted()
    {
        var result = ConfigurationLoader.Parse(string.Concat(Enumerable.Repeat("a = *\n", 5000)), "f", _ => null);

        Assert.Equal((101, "f: 4900 problems more"), (result.Problems.Length, result.Problems[^1].ToString()));
    }
}
