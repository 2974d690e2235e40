using System.Diagnostics.CodeAnalysis;
using System.Net;
using ActorProxy.Shared.Settings;

namespace ActorProxy.Shared.Backends;

/// <summary>One server of a pool.</summary>
[ShortForm("url")]
public sealed record Backend : ISettingsCheck
{
    /// <summary>Highest weight. It bounds the length of the round-robin schedule.</summary>
    public const int MaxWeight = 100;

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

    [Setting("For a name: first for one backend, which is connected at the first of its addresses that takes connections; all for a "
        + "backend at each of them, which come and go with the name's addresses.")]
    public AddressUse Addresses { get; init; }

    [Setting("0 for a backend that serves first; those of a higher number get clients where none of a lower one is up."), Between(0, 100)]
    public int Priority { get; init; }

    /// <summary>Whether it stands for what its name says at the time.</summary>
    public bool IsFound => Addresses == AddressUse.All && Address.Literal is null;

    /// <summary>Unique in the pool.</summary>
    public string Id => Name ?? Url;

    private string Url => _url.Of(Address, static address => address.ToString());

    /// <summary>The backend at one of its name's addresses.</summary>
    public Backend AtAddress(IPAddress address) => this with
    {
        Address = Address with { At = address },
        Name = Name is null ? null : $"{Name}/{address}",
    };

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
        if (Addresses == AddressUse.All && Address?.Literal is not null)
            check.Problem("addresses", $"{Address.Host} is an address, and has no others; write a name, or leave this out");
    }
}

/// <summary>Which addresses of a backend's name are used.</summary>
public enum AddressUse
{
    /// <summary>One: the first that takes connections.</summary>
    First,
    /// <summary>Each is a backend.</summary>
    All,
}
