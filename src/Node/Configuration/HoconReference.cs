using ActorProxy.Shared.Settings;
using Akka.Configuration.Hocon;

namespace ActorProxy.Node.Configuration;

/// <summary>A <c>${path}</c> that stands for another key's value, until <see cref="HoconResolver"/> has put that in its place.</summary>
/// <param name="Place">The key whose value has it.</param>
internal sealed record HoconReference(string Path, SettingPlace Place, SettingOrigin Origin) : IHoconElement
{
    public bool IsString() => false;

    public string GetString() => throw new InvalidOperationException($"{this} is not resolved.");

    public bool IsArray() => false;

    public IList<HoconValue> GetArray() => throw new InvalidOperationException($"{this} is not resolved.");

    public override string ToString() => $"${{{Path}}}";
}
