using System.Collections.Concurrent;
using System.Reflection;
using ActorProxy.Shared.Settings.Kinds;

namespace ActorProxy.Shared.Settings;

/// <summary>What the settings of records are, worked out once for each. May be used from any thread.</summary>
/// <param name="inSet">
/// Types of the records that may be in the <see cref="IRecordSet"/> of a property, in the order in which they are written.
/// </param>
public sealed class SettingsModel(Func<PropertyInfo, IEnumerable<Type>>? inSet = null)
{
    private readonly ConcurrentDictionary<Type, SettingsShape> _shapes = new();

    public SettingsShape Of(Type type) =>
        _shapes.TryGetValue(type, out var known) ? known : _shapes.GetOrAdd(type, new SettingsShape(type, this));

    /// <summary>Reads a section. What is wrong in it is in the report, and has its default in what is given back.</summary>
    public T Read<T>(SettingSection section, SettingReport report, string path = "") =>
        (T)Of(typeof(T)).Read(section, SettingPlace.At(path, report));

    public SettingSection Write<T>(T value) where T : notnull => Of(typeof(T)).Write(value);

    internal SettingKind KindOf(PropertyInfo property) => SettingKinds.Of(property, this);

    internal SettingKind KindOf(Type record) => SettingKinds.Of(record, this);

    /// <exception cref="InvalidOperationException">The model knows nothing of sets.</exception>
    internal IEnumerable<Type> InSet(PropertyInfo property) =>
        inSet?.Invoke(property) ?? throw new InvalidOperationException(
            $"{property.DeclaringType!.Name}.{property.Name}: the model does not say what may be in it.");
}
