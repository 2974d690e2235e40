using ActorProxy.Tests.Harness;

namespace ActorProxy.Architecture.Tests;

/// <summary>A server of a test that ends a request for its time fails the test on a busy machine, and only there.</summary>
public class ServerTests
{
    [Fact]
    public void Every_Kestrel_of_a_test_is_a_patient_one()
    {
        var sources = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(folder => folder is "bin" or "obj" or "node_modules"))
            .Where(file => Path.GetFileName(file) is not ("PatientKestrel.cs" or "ServerTests.cs"))
            .Select(file => (File: Path.GetRelativePath(Repository.Root, file), Text: File.ReadAllText(file)))
            .Where(source => source.Text.Contains("WebApplication.Create", StringComparison.Ordinal)
                || source.Text.Contains(".ConfigureKestrel(", StringComparison.Ordinal))
            .ToList();

        Assert.NotEmpty(sources);
        Assert.Empty(sources.Where(source => !source.Text.Contains(".ConfigurePatientKestrel(", StringComparison.Ordinal)
            || source.Text.Contains(".ConfigureKestrel(", StringComparison.Ordinal)).Select(source => source.File));
    }
}
