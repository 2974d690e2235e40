using System.Reflection;
using OpenTelemetry.Resources;

namespace ActorProxy.Node.Telemetry;

/// <summary>What metrics and traces are of.</summary>
internal static class Resource
{
    /// <summary>Service, version and host; the environment variables of OpenTelemetry may say otherwise, and more.</summary>
    public static ResourceBuilder Of() => ResourceBuilder.CreateEmpty()
        .AddTelemetrySdk()
        .AddService("actorproxy", serviceVersion: Version(), autoGenerateServiceInstanceId: false,
            serviceInstanceId: Environment.MachineName)
        .AddEnvironmentVariableDetector();

    private static string? Version() =>
        typeof(Resource).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
}
