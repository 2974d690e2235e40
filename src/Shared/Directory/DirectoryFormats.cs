using ActorProxy.Shared.Wire;

namespace ActorProxy.Shared.Directory;

/// <summary>How directories of different nodes talk.</summary>
public static class DirectoryFormats
{
    public static readonly IReadOnlyList<WireFormat> All =
    [
        WireFormat.Json("directory-list/1", DirectoryJson.Default.NodeList),
        WireFormat.Json("directory-rows/1", DirectoryJson.Default.NodeRows),
        WireFormat.Json("directory-count/1", DirectoryJson.Default.NodeCount),
        WireFormat.Json("directory-counts/1", DirectoryJson.Default.NodeCounts),
        WireFormat.Json("directory-close/1", DirectoryJson.Default.NodeClose),
        WireFormat.Json("directory-closed/1", DirectoryJson.Default.NodeClosed),
    ];
}
