using ActorProxy.Shared.Clocks;
using ActorProxy.Shared.Options;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Node.Configuration;

/// <summary>Reads configurations and finds everything that is wrong with them at once.</summary>
public static class ConfigurationLoader
{
    /// <summary>Reads a HOCON file with those that it includes, and looks at the certificates and the token that it names.</summary>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a directory.</exception>
    /// <param name="running">
    /// What a node runs with that is to take over the configuration's routes; null for one that is to start with it.
    /// </param>
    public static ConfigurationResult Load(string file, ProxyOptions? running = null) =>
        LoadWith(file, running, (_, _) => { }, new ConfigurationFiles());

    /// <summary>As <see cref="Load"/>, of a file that a node is to run with: one that can be read may still be none for that.</summary>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a directory.</exception>
    public static ConfigurationResult LoadForNode(string file, ProxyOptions? running = null) =>
        ForNode(file, Load(file, running));

    /// <summary>
    /// As <see cref="LoadForNode(string,ProxyOptions?)"/>; <paramref name="files"/> know what was read, also after a failure.
    /// </summary>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a directory.</exception>
    internal static ConfigurationResult LoadForNode(string file, ProxyOptions running, ConfigurationFiles files) =>
        ForNode(file, LoadWith(file, running, (_, _) => { }, files));

    /// <summary>
    /// As <see cref="LoadForNode(string,ProxyOptions?)"/>, of a file that somebody looks at before a node runs with it: files of
    /// endpoints are looked at, too. They keep no node from starting, which reads them again and again.
    /// </summary>
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read, or is a directory.</exception>
    public static ConfigurationResult LoadForCheck(string file) =>
        ForNode(file, LoadWith(file, null, EndpointFileCheck.Run, new ConfigurationFiles()));

    /// <summary>Reads HOCON text, which can include no files. Its <c>${NAME}</c> are environment variables.</summary>
    /// <param name="fileName">Name for the problems.</param>
    public static ConfigurationResult Parse(string text, string fileName) =>
        Parse(text, fileName, Environment.GetEnvironmentVariable);

    /// <summary>Reads HOCON text with other variables than the process's.</summary>
    public static ConfigurationResult Parse(string text, string fileName, Func<string, string?> environment) =>
        Parse(text, fileName, environment, files: null);

    /// <param name="files">What the text can include.</param>
    internal static ConfigurationResult Parse(string text, string fileName, Func<string, string?> environment, IHoconFiles? files) =>
        Parse(text, fileName, environment, files, (_, _) => { });

    /// <param name="check">Looks at what only somebody who looks wants to know.</param>
    private static ConfigurationResult LoadWith(
        string file, ProxyOptions? running, Action<ProxyOptions, ProblemReport> check, ConfigurationFiles files)
    {
        var result = Parse(files.Read(file, ConfigurationFiles.MaxSize), file, Environment.GetEnvironmentVariable, files,
            (options, report) =>
            {
                foreach (var named in CertificateCheck.Files(options))
                    files.Note(named);
                if (options.Admin.TokenFile is { } token)
                    files.Note(token);
                CertificateCheck.Run(options, running, report, NodeClock.System.GetWallTime());
                AdminCheck.Run(options.Admin, running?.Admin, report);
                check(options, report);
            });
        return result.Succeeded ? new ConfigurationResult(result.Loaded with { File = file, Sources = files.Sources }) : result;
    }

    private static ConfigurationResult ForNode(string file, ConfigurationResult result) =>
        result.Succeeded && result.Loaded.Options.Listeners.IsEmpty
            ? new ConfigurationResult([new SettingProblem(file, 0, "actorproxy.listeners",
                "there is no listener; a node without one accepts no clients")])
            : result;

    private static ConfigurationResult Parse(
        string text, string fileName, Func<string, string?> environment, IHoconFiles? files, Action<ProxyOptions, ProblemReport> check)
    {
        var document = HoconReader.Read(text, fileName, environment, files);
        var report = document.Report;
        // After an error of syntax, what the values mean is a guess.
        if (report.Count > 0)
            return new ConfigurationResult(report.Problems, report.Count);
        var root = document.ToSection();
        var options = OptionsReader.Read(root, report);
        check(options, new ProblemReport(report, root));
        return report.Count == 0
            ? new ConfigurationResult(new LoadedConfiguration(options, document.ToConfig()) { Warnings = [.. report.Warnings] })
            : new ConfigurationResult(report.Problems, report.Count);
    }

    /// <summary>What <c>run --listen HOST:PORT --route [HOST]/PATH=URL[,URL]</c> says, all else at its default.</summary>
    public static ConfigurationResult FromRoutes(IEnumerable<string> listen, IEnumerable<string> routes) =>
        RouteArguments.Read(listen, routes);
}
