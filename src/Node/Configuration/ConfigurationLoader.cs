using ActorProxy.Shared.Clocks;
using ActorProxy.Shared.Options;
using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace ActorProxy.Node.Configuration;

/// <summary>Reads configurations and finds everything that is wrong with them at once.</summary>
public static class ConfigurationLoader
{
    /// <summary>Reads a HOCON file, and looks at the certificates and the token that it names.</summary>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a directory.</exception>
    public static ConfigurationResult Load(string file)
    {
        var result = Parse(File.ReadAllText(file), file, Environment.GetEnvironmentVariable,
            (options, report) =>
            {
                CertificateCheck.Run(options, report, NodeClock.System.GetWallTime());
                AdminCheck.Run(options.Admin, report);
            });
        return result.Succeeded ? new ConfigurationResult(result.Loaded with { File = file }) : result;
    }

    /// <summary>As <see cref="Load"/>, of a file that a node is to run with: one that can be read may still be none for that.</summary>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a directory.</exception>
    public static ConfigurationResult LoadForNode(string file)
    {
        var result = Load(file);
        return result.Succeeded && result.Loaded.Options.Listeners.IsEmpty
            ? new ConfigurationResult([new ConfigurationProblem(file, 0, "actorproxy.listeners", "there is no listener; a node without one accepts no clients")])
            : result;
    }

    /// <summary>Reads HOCON text. Its <c>${NAME}</c> are environment variables.</summary>
    /// <param name="fileName">Name for the problems.</param>
    public static ConfigurationResult Parse(string text, string fileName) =>
        Parse(text, fileName, Environment.GetEnvironmentVariable);

    /// <summary>Reads HOCON text with other variables than the process's.</summary>
    public static ConfigurationResult Parse(string text, string fileName, Func<string, string?> environment) =>
        Parse(text, fileName, environment, (_, _) => { });

    private static ConfigurationResult Parse(
        string text, string fileName, Func<string, string?> environment, Action<ProxyOptions, ProblemReport> check)
    {
        var outline = HoconKeyLocator.Locate(text, fileName, environment);
        // After an error of syntax, what the values mean is a guess.
        if (!outline.Problems.IsEmpty)
            return new ConfigurationResult(outline.Problems);
        Config config;
        try
        {
            config = ConfigurationFactory.ParseString(outline.Text);
        }
        catch (Exception e) when (e is ConfigurationException or FormatException)
        {
            return new ConfigurationResult([new ConfigurationProblem(fileName, 0, "", $"cannot be read: {e.Message.ReplaceLineEndings(" ").Trim()}")]);
        }
        var report = new ProblemReport(fileName, outline.Lines);
        var root = config.Root is { } value && value.IsObject() ? value.GetObject() : new HoconObject();
        var options = OptionsReader.Read(root, report);
        check(options, report);
        return report.Problems.Count == 0
            ? new ConfigurationResult(new LoadedConfiguration(options, config))
            : new ConfigurationResult(report.Problems);
    }

    /// <summary>What <c>run --listen HOST:PORT --route [HOST]/PATH=URL[,URL]</c> says, all else at its default.</summary>
    public static ConfigurationResult FromRoutes(IEnumerable<string> listen, IEnumerable<string> routes) =>
        RouteArguments.Read(listen, routes);
}
