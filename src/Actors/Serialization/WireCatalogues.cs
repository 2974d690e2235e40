using ActorProxy.Shared.Backends.Reports;
using ActorProxy.Shared.Cluster;
using ActorProxy.Shared.Directory;
using ActorProxy.Shared.Draining;
using ActorProxy.Shared.Operator;
using ActorProxy.Shared.Registry;
using ActorProxy.Shared.Taps;
using ActorProxy.Shared.Wire;

namespace ActorProxy.Actors.Serialization;

/// <summary>The program's wire formats, by feature.</summary>
public static class WireCatalogues
{
    public static readonly WireCatalogue All = new([.. RegistryWire.Formats, .. DirectoryFormats.All, .. MembershipFormats.All,
        .. OperatorFormats.All, .. TapFormats.All, .. ReportFormats.All, .. CloseFormats.All]);
}
