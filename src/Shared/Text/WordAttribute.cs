namespace ActorProxy.Shared.Text;

/// <summary>How a value of an enum is written, where that is not its name in kebab case.</summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class WordAttribute(string word) : Attribute
{
    public string Word => word;
}
