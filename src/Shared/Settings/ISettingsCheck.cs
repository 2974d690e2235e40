namespace ActorProxy.Shared.Settings;

/// <summary>A record of settings that says what of its values does not go together.</summary>
public interface ISettingsCheck
{
    /// <summary>Called when all of its settings have been read. Those that were wrong have their defaults.</summary>
    void Check(SettingsCheck check);
}
