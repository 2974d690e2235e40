using System.Text;

namespace ActorProxy.Node.Configuration;

/// <summary>The table of docs/reload.md: the settings that a reload does not take over, as they are declared.</summary>
public static class ReloadTable
{
    /// <summary>In Markdown.</summary>
    public static string Text()
    {
        var text = new StringBuilder("| setting | why it needs a restart |\n| --- | --- |\n");
        foreach (var setting in ConfigurationShape.All.Where(setting => setting.Restart is not null))
            text.Append($"| `{setting.Path}` | {setting.Restart} |\n");
        return text.ToString();
    }
}
