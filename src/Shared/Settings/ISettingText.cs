using System.Diagnostics.CodeAnalysis;

namespace ActorProxy.Shared.Settings;

/// <summary>A value that is written as one text: its <see cref="object.ToString"/> reads back as it.</summary>
public interface ISettingText<TSelf>
    where TSelf : class, ISettingText<TSelf>
{
    /// <param name="error">What is wrong with the text, a sentence without its full stop.</param>
    static abstract bool TryParse(string text, [NotNullWhen(true)] out TSelf? value, [NotNullWhen(false)] out string? error);
}
