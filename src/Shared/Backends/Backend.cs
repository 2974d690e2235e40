using System.Diagnostics.CodeAnalysis;
using ActorProxy.Shared.Backends.Endpoints;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Backends;

/// <summary>One server of a pool.</summary>
[ShortForm("url")]
public sealed record Backend : ISettingsCheck
{
    /// <summary>Highest weight. It bounds the length of the round-robin schedule.</summary>
    public const int MaxWeight = 100;

    /// <summary>Highest number of a priority.</summary>
    public const int MaxPriority = 100;

    private Derived<string> _url;

    /// <summary>For <see cref="SettingsModel"/>.</summary>
    public Backend() => Address = null!;

    /// <param name="id">Name within the pool; unique there.</param>
    public Backend(string id, BackendAddress address, int weight)
    {
        Address = address;
        Name = id == Url ? null : id;
        Weight = weight;
    }

    [Setting("ws://HOST:PORT, or wss:// for TLS.", Key = "url", Example = "\"ws://127.0.0.1:9000\"", Required = "the url is missing")]
    public BackendAddress Address
    {
        get;
        init => (field, _url) = (value, default);
    }

    [Setting("Share of the pool's connections relative to the other backends."), Between(1, MaxWeight)]
    public int Weight { get; init; } = 1;

    [Setting("Name within the pool; without it, the URL.", Key = "id", Example = "chat-1")]
    public string? Name { get; init; }

    [Setting("For a name: first for one backend, which is connected at the first of its addresses that takes connections. Else it stands "
        + "for endpoints that come and go: all for one at each of its addresses, srv for those of its SRV records, endpoint-slices for "
        + "those of the Kubernetes Service NAME.NAMESPACE (endpoint-slices:PORT for a port by its name), file:PATH for those that a file "
        + "lists.",
        Example = "all")]
    public EndpointSource Addresses { get; init; } = EndpointSource.First;

    [Setting("0 for a backend that serves first; those of a higher number get clients where none of a lower one is up."),
        Between(0, MaxPriority)]
    public int Priority { get; init; }

    [Setting("Where it is, for a pool with prefer-zone; without it, nowhere in particular.", Example = "eu-1a")]
    public string? Zone { get; init; }

    /// <summary>Whether it stands for endpoints that come and go.</summary>
    public bool IsFound => Addresses.Kind != EndpointSourceKind.First && Address.Literal is null;

    /// <summary>Unique in the pool.</summary>
    public string Id => Name ?? Url;

    private string Url => _url.Of(Address, static address => address.ToString());

    /// <summary>The backend at one of its endpoints.</summary>
    public Backend AtEndpoint(Endpoint endpoint)
    {
        // Not by with: what is known of a host goes with its name.
        var host = endpoint.Host is { } own ? new BackendAddress(own, Address.Port) { Tls = Address.Tls } : Address;
        var address = host with { Port = endpoint.Port ?? Address.Port, At = endpoint.At };
        return this with
        {
            Address = address,
            Name = Name is null ? null : $"{Name}/{address.Place}",
            Weight = endpoint.Weight ?? Weight,
            Priority = Math.Min(MaxPriority, Priority + endpoint.Priority),
            Zone = endpoint.Zone ?? Zone,
            Addresses = EndpointSource.First,
        };
    }

    /// <summary>A backend that is named after its address.</summary>
    public static Backend At(BackendAddress address, int weight = 1) => new() { Address = address, Weight = weight };

    /// <summary>
    /// The id that somebody means who writes this: an address in any of its forms has that of its normal one. Null for null.
    /// </summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? IdOf(string? text) =>
        text is not null && BackendAddress.TryParse(text, out var address, out _) ? address.ToString() : text;

    public void Check(SettingsCheck check)
    {
        if (Addresses.Kind != EndpointSourceKind.First && Address?.Literal is not null)
            check.Problem("addresses", $"{Address.Host} is an address, and has no others; write a name, or leave this out");
    }
}
