using ActorProxy.Shared.Settings;

namespace ActorProxy.Node.Configuration;

/// <summary>An error after which the rest of the text has no certain meaning.</summary>
internal sealed class HoconSyntaxException(SettingOrigin origin, SettingPlace place, string message) : Exception(message)
{
    public void Report() => place.Problem(origin, Message);
}
