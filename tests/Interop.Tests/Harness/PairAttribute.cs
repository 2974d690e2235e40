using System.Reflection;
using Xunit.Sdk;

namespace ActorProxy.Interop.Tests.Harness;

/// <summary>A client and a backend for a theory; skipped, with the reason, where one of them is not installed.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class PairAttribute : DataAttribute
{
    private readonly PeerKind _client;
    private readonly PeerKind _backend;

    public PairAttribute(PeerKind client, PeerKind backend)
    {
        (_client, _backend) = (client, backend);
        Skip = Installed.Lacks(client) ?? Installed.Lacks(backend);
    }

    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[_client, _backend]];
}
