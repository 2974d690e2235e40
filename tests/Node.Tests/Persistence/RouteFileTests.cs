using ActorProxy.Actors.Tests.Harness;
using ActorProxy.Node.Persistence;
using ActorProxy.Shared.Registry;

namespace ActorProxy.Node.Tests.Persistence;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class RouteFileTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly RecordingSink _log = new();

    private string Path => _directory.File("data/routes.json");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void No_path_is_no_file() => Assert.Null(RouteFile.Open("", RegistryNode.Logger(_log)));

    [Fact]
    public async Task What_was_saved_last_is_there_at_the_next_start_for_the_nodes_user_alone()
    {
        await using (var file = Open(Path))
        {
            Assert.Null(file.Last);
            for (var revision = 1; revision <= 20; revision++)
                file.Save(Known(revision));
        }

        await using var again = Open(Path);

        Assert.Equal(Known(20), again.Last);
        Assert.Equal((0, 0), (again.Failures, _log.Lines.Count));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path));
        Assert.Equal([Path], Directory.GetFiles(_directory.File("data"))); // none that was left beside it
    }

    [Theory]
    [InlineData("{\"format\":1,\"hosts\":[{\"ho", "it is damaged or not whole: ")]
    [InlineData("{\"format\":7}", "it has format 7, and this version reads 1")]
    public async Task A_file_that_cannot_be_used_is_told_of_counted_and_set_aside(string text, string problem)
    {
        Directory.CreateDirectory(_directory.File("data"));
        File.WriteAllText(Path, text);
        File.SetUnixFileMode(Path, PrivateFile.Mode);
        await using (var file = Open(Path))
        {
            Assert.Null(file.Last);
            Assert.Equal(1, file.Failures);
            Assert.StartsWith($"Warning The file of saved routes {Path} cannot be used: {problem}", Assert.Single(_log.Lines));
            Assert.Equal(text, File.ReadAllText($"{Path}.unusable"));
            file.Save(Known(1));
        }

        await using var again = Open(Path);
        Assert.Equal(Known(1), again.Last);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_told_of_once_and_each_attempt_counts()
    {
        var file = Open("/proc/self/routes.json"); // nobody can write there, not even root
        await SaveAsync(file);
        await SaveAsync(file);

        Assert.Equal(2, file.Failures);
        Assert.StartsWith("Warning The registry's routes cannot be saved to /proc/self/routes.json: ", Assert.Single(_log.Lines));
    }

    [Fact]
    public async Task A_folder_in_the_place_of_the_file_is_told_of_and_kept()
    {
        Directory.CreateDirectory(Path);
        var file = Open(Path);
        await SaveAsync(file);
        Assert.Equal(1, file.Failures);

        // When it is gone, saving works again.
        Directory.Delete(Path);
        await SaveAsync(file);
        Assert.Equal($"Information The registry's routes are saved to {Path} again", _log.Lines.Last());
    }

    private RouteFile Open(string path) => RouteFile.Open(path, RegistryNode.Logger(_log))!;

    /// <summary>Saves, and waits until that was done.</summary>
    private static async Task SaveAsync(RouteFile file)
    {
        file.Save(Known(1));
        await file.DisposeAsync();
    }

    private static SavedRoutes Known(long revision)
    {
        var route = TestRoutes.Route(TestRoutes.Pool("ws://127.0.0.1:1"), "/x", host: "a.example.org");
        return SavedRoutes.Of([new HostRoutes(route.Host, revision, default, [new RouteLayer(RouteLayer.Operator, 0, [route])])],
            DateTimeOffset.UnixEpoch.AddSeconds(revision));
    }
}
