using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ActorProxy.Tests.Harness;

/// <summary>
/// Kestrel for tests: it ends nothing for the time that it takes. As it comes, it resets a request that has sent less than 240 bytes a
/// second for five seconds, which any that waits has on a machine that is busy enough.
/// </summary>
internal static class PatientKestrel
{
    /// <summary>Without an end is not to be had: Kestrel adds it to the time, and ends what has waited for less than nothing.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    public static IWebHostBuilder ConfigurePatientKestrel(this IWebHostBuilder host, Action<KestrelServerOptions> configure) =>
        host.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.RequestHeadersTimeout = Long;
            kestrel.Limits.KeepAliveTimeout = Long;
            kestrel.ConfigureHttpsDefaults(https => https.HandshakeTimeout = Long);
            configure(kestrel);
        });
}
