using System.Diagnostics;
using SharpFuzz;

namespace ActorProxy.Fuzz.Tests.Engine;

/// <summary>This program once more, with parsers that tell which ways they go. The program itself stays as it was built.</summary>
internal static class InstrumentedCopy
{
    /// <summary>Tells a copy that it is one, and the file that it is to write.</summary>
    public const string Argument = "--grow";

    private static readonly (string Assembly, string[] Types)[] Instrumented =
    [
        ("ActorProxy.Shared.dll", ["ActorProxy."]),
        ("ActorProxy.Actors.dll", ["ActorProxy.Actors.Heads.HeadReader"]),
        ("actorproxy.dll", ["ActorProxy.Node.Configuration", "ActorProxy.Node.Gateway.RequestHeads", "ActorProxy.Node.Admin.ApiArguments"]),
        ("Akka.dll", ["Akka.Configuration"]),
    ];

    /// <returns>The copy's exit code, and the inputs that it has found.</returns>
    public static (int Code, GrownInputs Inputs) Run(IEnumerable<string> arguments)
    {
        var copy = Directory.CreateTempSubdirectory("actorproxy-fuzz-");
        try
        {
            foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory))
                File.Copy(file, Path.Combine(copy.FullName, Path.GetFileName(file)));
            foreach (var (assembly, types) in Instrumented)
                Fuzzer.Instrument(Path.Combine(copy.FullName, assembly),
                    type => Array.Exists(types, t => type.StartsWith(t, StringComparison.Ordinal)), Options.Value);
            var grown = Path.Combine(copy.FullName, "grown");
            var program = Path.Combine(copy.FullName, Path.GetFileName(typeof(InstrumentedCopy).Assembly.Location));
            using var process = Process.Start(Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal)
                ? Environment.ProcessPath
                : "dotnet", [program, .. arguments, Argument, grown]);
            process.WaitForExit();
            return (process.ExitCode, File.Exists(grown) ? GrownInputs.Read(grown) : new GrownInputs());
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }
}
