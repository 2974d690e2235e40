namespace ActorProxy.Shared.Settings;

/// <summary>
/// Records of settings by their types, each of which need not be there: an immutable value. What may be in the set of a property says
/// the model (<see cref="SettingsModel"/>), so that someone who adds a type touches no record around it.
/// </summary>
public interface IRecordSet
{
    /// <summary>Null where it is not there.</summary>
    object? Find(Type type);

    /// <summary>The set with this record in the place of any other of its type.</summary>
    IRecordSet With(object record);
}
