using System.Net;

namespace ActorProxy.Shared.Backends.Endpoints;

/// <summary>One of the places at which a backend is, as its source tells of it.</summary>
/// <param name="At">Its address; null where its name is to be resolved.</param>
/// <param name="Host">Its own name; null where it has that of the backend's URL.</param>
/// <param name="Port">Its own port; null where it has that of the URL.</param>
/// <param name="Weight">In place of the backend's; null for that one.</param>
/// <param name="Priority">Added to the backend's.</param>
/// <param name="Zone">Where it is; null where that is not known.</param>
public sealed record Endpoint(
    IPAddress? At = null, string? Host = null, int? Port = null, int? Weight = null, int Priority = 0, string? Zone = null);
